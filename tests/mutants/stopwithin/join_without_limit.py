# diagnosis: waited-without-a-limit
def stop_within(child, please, seconds):
    please.set()
    child.join()
    killed = child.is_alive()
    if killed:
        child.kill()
        child.join()
    return {"killed": killed, "exitcode": child.exitcode}

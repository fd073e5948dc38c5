# diagnosis: killed-without-waiting
def stop_within(child, please, seconds):
    please.set()
    killed = child.is_alive()
    if killed:
        child.kill()
    child.join()
    return {"killed": killed, "exitcode": child.exitcode}

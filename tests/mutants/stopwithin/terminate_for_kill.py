# diagnosis: terminate-refused
def stop_within(child, please, seconds):
    please.set()
    child.join(seconds)
    killed = child.is_alive()
    if killed:
        child.terminate()
        child.join()
    return {"killed": killed, "exitcode": child.exitcode}

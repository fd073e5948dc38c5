# diagnosis: killed-in-any-case
def stop_within(child, please, seconds):
    please.set()
    child.join(seconds)
    child.kill()
    child.join()
    return {"killed": True, "exitcode": child.exitcode}

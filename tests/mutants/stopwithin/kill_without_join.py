# diagnosis: exit-code-before-join
def stop_within(child, please, seconds):
    please.set()
    child.join(seconds)
    killed = child.is_alive()
    if killed:
        child.kill()
    return {"killed": killed, "exitcode": child.exitcode}

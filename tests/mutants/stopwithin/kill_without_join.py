# diagnosis: exit-code-before-join
def stop_within(child, please, seconds):
    please.set()
    child.join(seconds)
    said = {"killed": child.is_alive(), "exitcode": child.exitcode}
    if said["killed"]:
        child.kill()
    return said

# diagnosis: stop-without-waiting
def stop_within(child, please, seconds):
    please.set()
    return {"killed": False, "exitcode": child.exitcode}

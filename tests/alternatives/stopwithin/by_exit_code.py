def stop_within(child, please, seconds):
    please.set()
    child.join(timeout=seconds)
    if child.exitcode is not None:
        return {"killed": False, "exitcode": child.exitcode}
    child.kill()
    child.join()
    return {"killed": True, "exitcode": child.exitcode}

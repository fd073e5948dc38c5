from multiprocessing.connection import wait


def stop_within(child, please, seconds):
    please.set()
    ended = wait([child.sentinel], timeout=seconds)
    if not ended:
        child.kill()
    child.join()
    code = child.exitcode
    child.close()
    return {"killed": not ended, "exitcode": code}

# diagnosis: left-running
def wait_at_most(worker, seconds):
    worker.join(seconds)
    if worker.is_alive():
        return "late"
    return "done" if worker.exitcode == 0 else "failed"

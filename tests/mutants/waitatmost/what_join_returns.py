# diagnosis: join-returns-none
def wait_at_most(worker, seconds):
    if worker.join(seconds):
        return "done" if worker.exitcode == 0 else "failed"
    worker.terminate()
    worker.join()
    return "late"

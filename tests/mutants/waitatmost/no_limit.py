# diagnosis: join-without-limit
def wait_at_most(worker, seconds):
    worker.join()
    return "done" if worker.exitcode == 0 else "failed"

# diagnosis: stopped-taken-for-failed
def wait_at_most(worker, seconds):
    worker.join(seconds)
    if worker.is_alive():
        worker.terminate()
        worker.join()
    return "done" if worker.exitcode == 0 else "failed"

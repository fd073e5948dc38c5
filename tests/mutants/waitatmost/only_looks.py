# diagnosis: looked-instead-of-waiting
def wait_at_most(worker, seconds):
    if worker.is_alive():
        worker.terminate()
        worker.join()
        return "late"
    return "done" if worker.exitcode == 0 else "failed"

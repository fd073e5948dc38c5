# diagnosis: success-assumed
def wait_at_most(worker, seconds):
    worker.join(seconds)
    if worker.is_alive():
        worker.terminate()
        worker.join()
        return "late"
    return "done"

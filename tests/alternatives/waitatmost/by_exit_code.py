def wait_at_most(worker, seconds):
    worker.join(timeout=seconds)
    code = worker.exitcode
    if code is None:
        worker.kill()
        worker.join(5)
        return "late"
    return "failed" if code else "done"

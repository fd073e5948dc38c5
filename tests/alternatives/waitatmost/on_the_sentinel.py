from multiprocessing.connection import wait

from course.processes import stop


def wait_at_most(worker, seconds):
    ended = wait([worker.sentinel], timeout=seconds)
    if not ended:
        stop(worker)
        return "late"
    worker.join()
    return {0: "done"}.get(worker.exitcode, "failed")

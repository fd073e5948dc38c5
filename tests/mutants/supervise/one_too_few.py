# diagnosis: one-restart-short
from multiprocessing import Process

from course.processes import read_exit_code


def supervise(work, limit):
    """Run work in a child, again while it fails, with at most `limit` restarts; report."""
    codes = []
    for _ in range(max(1, limit)):
        child = Process(target=work)
        child.start()
        child.join()
        codes.append(child.exitcode)
        if child.exitcode == 0:
            break
    kinds = [read_exit_code(code).kind.value for code in codes]
    return {"codes": codes, "kinds": kinds, "gave up": codes[-1] != 0}

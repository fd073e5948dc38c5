# diagnosis: code-before-the-end
from multiprocessing import Process

from course.processes import read_exit_code


def supervise(work, limit):
    """Run work in a child, again while it fails, with at most `limit` restarts; report."""
    codes = []
    while len(codes) <= limit:
        child = Process(target=work)
        child.start()
        codes.append(child.exitcode)
        if child.exitcode == 0:
            break
    kinds = [read_exit_code(code).kind.value for code in codes]
    return {"codes": codes, "kinds": kinds, "gave up": codes[-1] != 0}

from multiprocessing import Process

from course.processes import read_exit_code


def supervise(work, limit):
    """Run work in a child, again while it fails, with at most `limit` restarts; report."""
    child = Process(target=work)
    child.start()
    child.join()
    code, kind = child.exitcode, str(read_exit_code(child.exitcode).kind)
    report = {"codes": [code], "kinds": [kind], "gave up": code != 0}
    if code == 0 or limit == 0:
        return report
    later = supervise(work, limit - 1)
    for key in ("codes", "kinds"):
        later[key] = report[key] + later[key]
    return later

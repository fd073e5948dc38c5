import multiprocessing
from multiprocessing.connection import wait

from course.processes.endings import EndingKind, read_exit_code


def supervise(work, limit):
    """Run work in a child, again while it fails, with at most `limit` restarts; report."""
    endings = []
    for _ in range(1 + limit):
        child = multiprocessing.Process(target=work, name=f"worker {len(endings)}")
        child.start()
        wait([child.sentinel])
        child.join()
        endings.append(read_exit_code(child.exitcode))
        if endings[-1].kind is EndingKind.NORMAL:
            break
    return {
        "codes": [ending.code for ending in endings],
        "kinds": [ending.kind.value for ending in endings],
        "gave up": endings[-1].kind is not EndingKind.NORMAL,
    }

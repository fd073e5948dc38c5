# diagnosis: stopped-before-parent
from multiprocessing import Process, parent_process

from course.workers.isolation_and_daemons import sign_of_life


def beat(interval, page):
    """Give a sign of life at once and after each interval, until the parent has ended."""
    for _ in range(5):
        sign_of_life(page)
        parent_process().join(interval)


def start_heartbeat(interval, page):
    """Start a heartbeat for this process; return its object at once."""
    heart = Process(target=beat, args=(interval, page), daemon=True)
    heart.start()
    return heart

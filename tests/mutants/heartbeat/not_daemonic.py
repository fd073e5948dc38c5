# diagnosis: heart-not-daemonic
from multiprocessing import Process, parent_process
from multiprocessing.connection import wait

from course.workers.isolation_and_daemons import sign_of_life


def beat(interval, page):
    """Give a sign of life at once and after each interval, until the parent has ended."""
    ended = [parent_process().sentinel]
    sign_of_life(page)
    while not wait(ended, timeout=interval):
        sign_of_life(page)


def start_heartbeat(interval, page):
    """Start a heartbeat for this process; return its object at once."""
    heart = Process(target=beat, args=(interval, page))
    heart.start()
    return heart

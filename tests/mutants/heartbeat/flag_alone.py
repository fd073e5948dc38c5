# diagnosis: outlives-a-killed-parent
import time
from multiprocessing import Process

from course.workers.isolation_and_daemons import sign_of_life


def beat(interval, page):
    """Give a sign of life at once and after each interval, until the parent has ended."""
    while True:
        sign_of_life(page)
        time.sleep(interval)


def start_heartbeat(interval, page):
    """Start a heartbeat for this process; return its object at once."""
    heart = Process(target=beat, args=(interval, page), daemon=True)
    heart.start()
    return heart

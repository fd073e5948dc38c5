# diagnosis: busy-heartbeat
import time
from multiprocessing import Process, parent_process

from course.workers.isolation_and_daemons import sign_of_life


def beat(interval, page):
    """Give a sign of life at once and after each interval, until the parent has ended."""
    parent, next_beat = parent_process(), time.monotonic()
    while parent.is_alive():
        if time.monotonic() >= next_beat:
            sign_of_life(page)
            next_beat += interval


def start_heartbeat(interval, page):
    """Start a heartbeat for this process; return its object at once."""
    heart = Process(target=beat, args=(interval, page), daemon=True)
    heart.start()
    return heart

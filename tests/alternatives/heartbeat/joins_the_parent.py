from multiprocessing import Process, parent_process

from course.workers.isolation_and_daemons import sign_of_life


def beat(interval, page):
    """Give a sign of life at once and after each interval, until the parent has ended."""
    parent = parent_process()
    while parent.is_alive():
        sign_of_life(page)
        parent.join(interval)


def start_heartbeat(interval, page):
    """Start a heartbeat for this process; return its object at once."""
    heart = Process(name="heart", target=beat, kwargs={"interval": interval, "page": page})
    heart.daemon = True
    heart.start()
    return heart

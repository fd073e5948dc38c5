from multiprocessing import Process, connection, parent_process

from course.workers.isolation_and_daemons import sign_of_life


class Heart(Process):
    """A daemon that beats."""

    def __init__(self, interval, page):
        super().__init__(name="heart", daemon=True)
        self.interval, self.page = interval, page

    def run(self):
        """Beat until the parent has ended."""
        beat(self.interval, self.page)


def beat(interval, page):
    """Give a sign of life at once and after each interval, until the parent has ended."""
    while True:
        sign_of_life(page)
        if connection.wait([parent_process().sentinel], interval):
            return


def start_heartbeat(interval, page):
    """Start a heartbeat for this process; return its object at once."""
    heart = Heart(interval, page)
    heart.start()
    return heart

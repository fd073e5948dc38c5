# diagnosis: guest-asks-all-the-time
import time

from course.processes import State, shown_as, wait_for_state

STATES = shown_as(State.BLOCKED)


def guest(arrived, door):
    arrived.set()
    while not door.is_set():
        time.sleep(0.4)


def host(child, arrived, door, patience):
    child.start()
    if not arrived.wait(patience):
        child.kill()
        child.join()
        return None
    seen = wait_for_state(child, *STATES).state
    door.set()
    child.join()
    return seen

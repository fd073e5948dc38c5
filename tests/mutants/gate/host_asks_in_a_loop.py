# diagnosis: host-asks-all-the-time
import time

from course.processes import State, shown_as, wait_for_state

STATES = shown_as(State.BLOCKED)


def guest(arrived, door):
    arrived.set()
    door.wait()


def host(child, arrived, door, patience):
    child.start()
    until = time.monotonic() + patience
    while not arrived.is_set():
        if time.monotonic() > until:
            child.kill()
            child.join()
            return None
    seen = wait_for_state(child, *STATES).state
    door.set()
    child.join()
    return seen

# diagnosis: bell-without-deadline
from course.processes import State, shown_as, wait_for_state

STATES = shown_as(State.BLOCKED)


def guest(arrived, door):
    arrived.set()
    door.wait()


def host(child, arrived, door, patience):
    child.start()
    arrived.wait()
    seen = wait_for_state(child, *STATES).state
    door.set()
    child.join()
    return seen

# diagnosis: host-left-the-child
from course.processes import State, shown_as, wait_for_state

STATES = shown_as(State.BLOCKED)


def guest(arrived, door):
    arrived.set()
    door.wait()


def host(child, arrived, door, patience):
    child.start()
    if not arrived.wait(patience):
        child.kill()
        child.join()
        return None
    seen = wait_for_state(child, *STATES).state
    door.set()
    return seen

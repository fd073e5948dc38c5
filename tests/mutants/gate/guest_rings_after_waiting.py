# diagnosis: guest-rings-too-late
from course.processes import State, shown_as, wait_for_state

STATES = shown_as(State.BLOCKED)


def guest(arrived, door):
    door.wait()
    arrived.set()


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

# diagnosis: opened-too-early
from course.processes import State, shown_as, wait_for_state

STATES = shown_as(State.BLOCKED)


def guest(arrived, door):
    arrived.set()
    door.wait()


def host(child, arrived, door, patience):
    child.start()
    seen = wait_for_state(child, *STATES, State.RUNNABLE).state
    door.set()
    if not arrived.wait(patience):
        child.kill()
        child.join()
        return None
    child.join()
    return seen

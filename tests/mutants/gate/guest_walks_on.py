# diagnosis: guest-did-not-wait
from course.processes import State, shown_as, wait_for_state

STATES = shown_as(State.BLOCKED)


def guest(arrived, door):
    arrived.set()
    if not door.is_set():
        print("the door is shut")


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

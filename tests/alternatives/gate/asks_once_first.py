import time

from course.processes import State, look_at, shown_as, stop


def guest(arrived, door):
    arrived.set()
    if not door.is_set():
        door.wait()


def host(child, arrived, door, patience):
    child.start()
    rang = arrived.wait(patience)
    if not rang:
        stop(child)
        return None
    while (state := look_at(child).state) not in shown_as(State.BLOCKED):
        time.sleep(0.01)
    door.set()
    child.join()
    return state

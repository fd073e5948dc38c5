from course.processes import State, Watch, shown_as


def guest(arrived, door):
    arrived.set()
    while not door.wait(timeout=30):
        pass


def host(child, arrived, door, patience):
    child.start()
    try:
        if arrived.wait(timeout=patience):
            seen = Watch(child).until(*shown_as(State.BLOCKED))
            door.set()
            child.join(timeout=30)
            return seen
    finally:
        child.terminate()
        child.join()

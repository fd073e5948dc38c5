# diagnosis: ring-is-not-blocked
from course.processes import look_at


def guest(arrived, door):
    arrived.set()
    door.wait()


def host(child, arrived, door, patience):
    child.start()
    if not arrived.wait(patience):
        child.kill()
        child.join()
        return None
    seen = look_at(child).state
    door.set()
    child.join()
    return seen

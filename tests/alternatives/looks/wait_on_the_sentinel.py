from multiprocessing import Event, Process, active_children
from multiprocessing.connection import wait


class Watched(Process):
    def look(self):
        return {"pid": self.pid, "alive": self in active_children(), "exitcode": self.exitcode}


def three_looks(work):
    gate = Event()
    child = Watched(kwargs={"gate": gate}, target=work)
    first = child.look()
    child.start()
    second = child.look()
    gate.set()
    wait([child.sentinel])
    child.join()
    return [first, second, child.look()]

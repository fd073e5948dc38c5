# diagnosis: exit-code-assumed
from multiprocessing import Event, Process


def three_looks(work):
    gate = Event()
    child = Process(target=work, args=(gate,))
    looks = [{"pid": child.pid, "alive": child.is_alive(), "exitcode": None}]
    child.start()
    looks.append({"pid": child.pid, "alive": child.is_alive(), "exitcode": None})
    gate.set()
    child.join()
    looks.append({"pid": child.pid, "alive": child.is_alive(), "exitcode": 0})
    return looks

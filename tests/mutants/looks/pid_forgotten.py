# diagnosis: pid-forgotten
from multiprocessing import Event, Process


def three_looks(work):
    gate = Event()
    child = Process(target=work, args=(gate,))
    made = {"pid": None, "alive": False, "exitcode": None}
    child.start()
    started = {"pid": child.pid, "alive": True, "exitcode": None}
    gate.set()
    child.join()
    return [made, started, {"pid": None, "alive": False, "exitcode": child.exitcode}]

# diagnosis: looked-after-start
from multiprocessing import Event, Process


def look(process):
    return {"pid": process.pid, "alive": process.is_alive(), "exitcode": process.exitcode}


def three_looks(work):
    gate = Event()
    child = Process(target=work, args=(gate,))
    child.start()
    made = look(child)
    started = look(child)
    gate.set()
    child.join()
    return [made, started, look(child)]

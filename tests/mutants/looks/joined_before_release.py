# diagnosis: joined-before-release
from multiprocessing import Event, Process


def look(process):
    return {"pid": process.pid, "alive": process.is_alive(), "exitcode": process.exitcode}


def three_looks(work):
    gate = Event()
    child = Process(target=work, args=(gate,))
    made = look(child)
    child.start()
    started = look(child)
    child.join()
    gate.set()
    return [made, started, look(child)]

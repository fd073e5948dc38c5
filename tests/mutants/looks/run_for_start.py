# diagnosis: run-for-start
from multiprocessing import Event, Process


def look(process):
    return {"pid": process.pid, "alive": process.is_alive(), "exitcode": process.exitcode}


def three_looks(work):
    gate = Event()
    gate.set()
    child = Process(target=work, args=(gate,))
    made = look(child)
    try:
        child.run()
    except BaseException:
        pass
    return [made, look(child), look(child)]

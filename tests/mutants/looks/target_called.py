# diagnosis: target-called
from multiprocessing import Event, Process


def look(process):
    return {"pid": process.pid, "alive": process.is_alive(), "exitcode": process.exitcode}


def three_looks(work):
    gate = Event()
    child = Process(target=work(gate))
    looks = [look(child)]
    child.start()
    looks.append(look(child))
    gate.set()
    child.join()
    return [*looks, look(child)]

# diagnosis: one-dict-three-times
from multiprocessing import Event, Process


def three_looks(work):
    gate = Event()
    child = Process(target=work, args=(gate,))
    now = {}
    looks = []

    def look():
        now.update(pid=child.pid, alive=child.is_alive(), exitcode=child.exitcode)
        looks.append(now)

    look()
    child.start()
    look()
    gate.set()
    child.join()
    look()
    return looks

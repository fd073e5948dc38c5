# diagnosis: update-without-the-lock
from multiprocessing import Lock


def lose(number, barrier):
    seen = number.value
    barrier.wait()
    number.value = seen + 1


def keep(number, times):
    lock = Lock()
    for _ in range(times):
        with lock:
            number.value += 1

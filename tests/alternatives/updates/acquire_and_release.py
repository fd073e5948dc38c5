def lose(number, barrier):
    mine = number.value + 1
    barrier.wait(timeout=5)
    number.value = mine


def keep(number, times):
    lock = number.get_lock()
    for _ in range(times):
        lock.acquire()
        try:
            number.value = number.value + 1
        finally:
            lock.release()

# diagnosis: barrier-after-the-write
def lose(number, barrier):
    number.value += 1
    barrier.wait()


def keep(number, times):
    for _ in range(times):
        with number.get_lock():
            number.value += 1

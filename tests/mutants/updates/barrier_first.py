# diagnosis: barrier-before-the-read
def lose(number, barrier):
    barrier.wait()
    number.value += 1


def keep(number, times):
    for _ in range(times):
        with number.get_lock():
            number.value += 1

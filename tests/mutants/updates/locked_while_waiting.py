# diagnosis: locked-at-the-barrier
def lose(number, barrier):
    with number.get_lock():
        seen = number.value
        barrier.wait()
        number.value = seen + 1


def keep(number, times):
    for _ in range(times):
        with number.get_lock():
            number.value += 1

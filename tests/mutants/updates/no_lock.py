# diagnosis: update-without-the-lock
def lose(number, barrier):
    seen = number.value
    barrier.wait()
    number.value = seen + 1


def keep(number, times):
    for _ in range(times):
        number.value += 1

def lose(number, barrier):
    before = number.value
    barrier.wait()
    after = before + 1
    number.value = after


def keep(number, times):
    with number.get_lock():
        while times > 0:
            number.value += 1
            times -= 1

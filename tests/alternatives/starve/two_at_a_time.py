def starving():
    jobs = []
    for pair in range(6):
        jobs += [(f"left {pair}", 3 + 6 * pair, 3), (f"right {pair}", 3 + 6 * pair, 3)]
    return [*jobs, ("long", 0, 10)]


def cure():
    return 6

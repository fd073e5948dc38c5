def starving():
    jobs = [("long", 0, 10)]
    for number in range(11):
        jobs.append(("short " + str(number), 4 + 3 * number, 3))
    return jobs


def cure():
    return 9

# diagnosis: ended-ones-fork-on
def predicted():
    return [(15, 16), (3, 4), (5, 3)]


def count(steps):
    running, lines = 1, 0
    for step in steps:
        if step == "print":
            lines += running
        else:
            running *= 2
    return {"new": running - 1, "all": running, "lines": lines}

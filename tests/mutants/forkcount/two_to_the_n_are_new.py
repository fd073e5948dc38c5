# diagnosis: counted-the-first
def predicted():
    return [(16, 16), (4, 4), (6, 3)]


def count(steps):
    new, running, lines = 1, 1, 0
    for step in steps:
        if step == "print":
            lines += running
            continue
        new += running
        if step == "fork":
            running *= 2
    return {"new": new, "all": new, "lines": lines}

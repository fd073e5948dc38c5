# diagnosis: one-child-per-fork
def predicted():
    return [(4, 5), (3, 4), (3, 3)]


def count(steps):
    new, running, lines = 0, 1, 0
    for step in steps:
        if step == "print":
            lines += running
            continue
        new += 1
        if step == "fork":
            running += 1
    return {"new": new, "all": new + 1, "lines": lines}

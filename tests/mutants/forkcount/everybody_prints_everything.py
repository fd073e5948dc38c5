# diagnosis: all-print-everything
def predicted():
    return [(15, 16), (3, 4), (5, 3)]


def count(steps):
    new, running = 0, 1
    for step in steps:
        if step != "print":
            new += running
        if step == "fork":
            running *= 2
    return {"new": new, "all": new + 1, "lines": steps.count("print") * (new + 1)}

# diagnosis: printed-once
def predicted():
    return [(15, 1), (3, 1), (5, 1)]


def count(steps):
    new, running = 0, 1
    for step in steps:
        if step != "print":
            new += running
        if step == "fork":
            running *= 2
    return {"new": new, "all": new + 1, "lines": steps.count("print")}

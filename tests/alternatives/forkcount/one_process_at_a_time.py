def predicted():
    doubled = 2**4
    return [(doubled - 1, doubled), (3, 3 + 1), (2 * 3 - 1, 3)]


def count(steps):
    everyone, lines = family(steps)
    return {"new": everyone - 1, "all": everyone, "lines": lines}


def family(steps):
    """Follow one process; return how many it and those below it are, and what they print."""
    members, lines = 1, 0
    for at, step in enumerate(steps):
        rest = steps[at + 1 :]
        if step == "print":
            lines += 1
            continue
        goes_on = [] if step == "fork, child ends" else rest
        more, printed = family(goes_on)
        members, lines = members + more, lines + printed
        if step == "fork, parent ends":
            break
    return members, lines

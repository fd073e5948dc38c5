def predicted():
    return [(15, 16), (3, 4), (5, 3)]


def count(steps):
    alive, ended, lines = ["P"], [], 0
    for step in steps:
        if step == "print":
            lines += len(alive)
            continue
        children = [f"{name}." for name in alive]
        if step == "fork":
            alive = alive + children
        elif step == "fork, child ends":
            ended += children
        else:
            ended += alive
            alive = children
    everyone = len(alive) + len(ended)
    return {"new": everyone - 1, "all": everyone, "lines": lines}

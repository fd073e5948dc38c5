import itertools


def legal(before, after):
    if before == after:
        return True
    if before == "running":
        return after != "created"
    if after == "running":
        return before == "ready"
    return after == "ready" and before in ("created", "blocked")


def illegal_moves(states):
    return [move for move in itertools.pairwise(states) if not legal(*move)]

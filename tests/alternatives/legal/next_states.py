NEXT = {
    "created": ["ready"],
    "ready": ["running"],
    "running": ["ready", "blocked", "ended"],
    "blocked": ["ready"],
    "ended": [],
}


def illegal_moves(states):
    found = []
    for at in range(1, len(states)):
        before, after = states[at - 1], states[at]
        if after != before and after not in NEXT[before]:
            found.append((before, after))
    return found

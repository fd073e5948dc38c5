# diagnosis: first-move-only
LEGAL = {
    ("created", "ready"),
    ("ready", "running"),
    ("running", "ready"),
    ("running", "blocked"),
    ("blocked", "ready"),
    ("running", "ended"),
}


def illegal_moves(states):
    pairs = zip(states, states[1:])
    for a, b in pairs:
        if a != b and (a, b) not in LEGAL:
            return [(a, b)]
    return []

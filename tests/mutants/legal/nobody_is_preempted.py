# diagnosis: preemption-called-illegal
LEGAL = {
    ("created", "ready"),
    ("ready", "running"),
    ("running", "blocked"),
    ("blocked", "ready"),
    ("running", "ended"),
}


def illegal_moves(states):
    pairs = zip(states, states[1:])
    return [(a, b) for a, b in pairs if a != b and (a, b) not in LEGAL]

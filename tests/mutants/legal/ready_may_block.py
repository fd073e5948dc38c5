# diagnosis: ready-to-blocked
LEGAL = {
    ("created", "ready"),
    ("ready", "running"),
    ("running", "ready"),
    ("running", "blocked"),
    ("blocked", "ready"),
    ("running", "ended"),
    ("ready", "blocked"),
}


def illegal_moves(states):
    pairs = zip(states, states[1:])
    return [(a, b) for a, b in pairs if a != b and (a, b) not in LEGAL]

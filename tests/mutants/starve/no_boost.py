# diagnosis: no-boost
def starving():
    """Return a workload in which `long` waits for 30 or more: a list of (name, arrival, cpu)."""
    return [("long", 0, 10)] + [(f"s{n}", 3 * n, 3) for n in range(1, 13)]


def cure():
    """Return a boost period with which `long` never waits for more than 10."""
    return None

# diagnosis: one-queue-is-round-robin
def choose():
    """Return (levels, first) with which both goals are met on every day."""
    return (1, 3)

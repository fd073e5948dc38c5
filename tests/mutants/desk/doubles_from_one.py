# diagnosis: first-slice-cuts-commands
def choose():
    """Return (levels, first) with which both goals are met on every day."""
    return (3, 1)

# diagnosis: first-slice-too-long
def choose():
    """Return (levels, first) with which both goals are met on every day."""
    return (2, 50)

# diagnosis: higher-queue-does-not-preempt
def whereis():
    """Return each job's queue at the first and at the second moment: two dictionaries."""
    return [{"A": 3, "B": 3, "C": 2, "D": 1}, {"A": 3, "B": 3, "C": None, "D": 2}]


def finished():
    """Return the names in the order in which the jobs finish."""
    return ["C", "B", "A", "D"]

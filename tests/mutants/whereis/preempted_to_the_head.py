# diagnosis: preempted-to-the-head-of-its-queue
def whereis():
    """Return each job's queue at the first and at the second moment: two dictionaries."""
    return [{"A": 3, "B": 2, "C": 2, "D": 1}, {"A": 3, "B": 2, "C": 2, "D": 2}]


def finished():
    """Return the names in the order in which the jobs finish."""
    return ["C", "B", "A", "D"]

# diagnosis: queue-number-from-zero
def whereis():
    """Return each job's queue at the first and at the second moment: two dictionaries."""
    return [{"A": 1, "B": 2, "C": 1, "D": 0}, {"A": 1, "B": 2, "C": 1, "D": 1}]


def finished():
    """Return the names in the order in which the jobs finish."""
    return ["C", "B", "A", "D"]

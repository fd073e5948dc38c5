# diagnosis: finish-order-is-arrival-order
def whereis():
    """Return each job's queue at the first and at the second moment: two dictionaries."""
    return [{"A": 2, "B": 3, "C": 2, "D": 1}, {"A": 2, "B": 3, "C": 2, "D": 2}]


def finished():
    """Return the names in the order in which the jobs finish."""
    return ["A", "B", "C", "D"]

# diagnosis: rr-running-waits
def turns():
    return [
        (1, "C", ["C"]),
        (3, "B", ["B"]),
        (6, "D", ["D", "C", "A", "B"]),
        (7, "C", ["C", "A", "B"]),
        (8, "A", ["A", "B"]),
        (11, "B", ["B", "A"]),
        (12, "A", ["A"]),
        (15, "A", ["A"]),
        (17, "B", ["B"]),
    ]


def entries():
    return [
        (1, "C", "new"),
        (3, "B", "new"),
        (4, "D", "new"),
        (5, "C", "unblocked"),
        (6, "A", "new"),
        (6, "B", "slice used up"),
        (11, "A", "slice used up"),
        (15, "A", "slice used up"),
        (16, "B", "unblocked"),
    ]

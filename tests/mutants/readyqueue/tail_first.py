# diagnosis: rr-queue-backwards
def turns():
    return [
        (1, "C", []),
        (3, "B", []),
        (6, "D", ["B", "A", "C"]),
        (7, "C", ["B", "A"]),
        (8, "A", ["B"]),
        (11, "B", ["A"]),
        (12, "A", []),
        (15, "A", []),
        (17, "B", []),
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

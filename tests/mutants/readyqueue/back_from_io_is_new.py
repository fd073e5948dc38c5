# diagnosis: rr-unblocked-is-new
def turns():
    return [
        (1, "C", []),
        (3, "B", []),
        (6, "D", ["C", "A", "B"]),
        (7, "C", ["A", "B"]),
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
        (5, "C", "new"),
        (6, "A", "new"),
        (6, "B", "slice used up"),
        (11, "A", "slice used up"),
        (15, "A", "slice used up"),
        (16, "B", "new"),
    ]

# diagnosis: rr-other-tie-rule
def turns():
    return [
        (1, "C", []),
        (3, "B", []),
        (6, "D", ["C", "B", "A"]),
        (7, "C", ["B", "A"]),
        (8, "B", ["A"]),
        (9, "A", []),
        (12, "A", []),
        (15, "B", ["A"]),
        (17, "A", []),
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

# diagnosis: rr-fcfs-trace
def turns():
    return [
        (1, "C", []),
        (3, "B", []),
        (7, "D", ["C", "A"]),
        (8, "C", ["A"]),
        (9, "A", []),
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

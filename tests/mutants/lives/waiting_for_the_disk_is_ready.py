# diagnosis: blocked-called-ready
def lives():
    A = [(5, "ready"), (6, "running"), (9, "ready"), (13, "running"), (14, "ready")]
    A += [(17, "running"), (18, "ended")]
    B = [(3, "ready"), (3, "running"), (6, "ready"), (12, "running"), (13, "ended")]
    C = [(1, "ready"), (1, "running"), (3, "ready"), (9, "running"), (12, "ended")]
    return {"A": A, "B": B, "C": C}

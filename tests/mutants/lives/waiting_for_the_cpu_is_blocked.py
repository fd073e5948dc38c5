# diagnosis: ready-called-blocked
def lives():
    A = [(5, "ready"), (6, "running"), (9, "blocked"), (13, "running"), (14, "blocked")]
    A += [(17, "ready"), (17, "running"), (18, "ended")]
    B = [(3, "ready"), (3, "running"), (6, "blocked"), (12, "running"), (13, "ended")]
    C = [(1, "ready"), (1, "running"), (3, "blocked"), (6, "ready"), (9, "running"), (12, "ended")]
    return {"A": A, "B": B, "C": C}

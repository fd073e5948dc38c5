TURNS = """
1 C
3 B
6 D C A B
7 C A B
8 A B
11 B A
12 A
15 A
17 B
"""
ENTRIES = """
1 C new
3 B new
4 D new
5 C unblocked
6 A new
6 B slice used up
11 A slice used up
15 A slice used up
16 B unblocked
"""


def turns():
    rows = [line.split() for line in TURNS.strip().splitlines()]
    return [(int(row[0]), row[1], row[2:]) for row in rows]


def entries():
    rows = [line.split(maxsplit=2) for line in ENTRIES.strip().splitlines()]
    return [(int(time), name, cause) for time, name, cause in rows]

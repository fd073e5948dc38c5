LIVES = """
A 5 ready 6 running 9 ready 13 running 14 blocked 17 ready 17 running 18 ended
B 3 ready 3 running 6 ready 12 running 13 ended
C 1 ready 1 running 3 blocked 6 ready 9 running 12 ended
"""


def lives():
    found = {}
    for line in LIVES.strip().splitlines():
        name, *words = line.split()
        times = map(int, words[::2])
        found[name] = list(zip(times, words[1::2], strict=True))
    return found

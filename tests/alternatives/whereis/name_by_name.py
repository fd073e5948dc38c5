ON_PAPER = """
A 2 2
B 3 3
C 2 2
D 1 2
"""


def whereis():
    columns = [{}, {}]
    for line in ON_PAPER.split("\n"):
        if line:
            name, *queues = line.split()
            for column, queue in zip(columns, queues, strict=True):
                column[name] = int(queue)
    return columns


def finished():
    return list("CBAD")

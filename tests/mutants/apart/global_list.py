# diagnosis: result-through-global
from multiprocessing import Process

total = 0
seen = []


def add(amount, mailbox):
    """Add to this process's total, and report what it is then."""
    global total
    total += amount
    seen.append(total)


def prove(amounts):
    """Let one child after the other add its amount; return what they saw, and what we see."""
    for amount in amounts:
        child = Process(target=add, args=(amount, None))
        child.start()
        child.join()
    return seen, total

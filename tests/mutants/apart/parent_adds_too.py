# diagnosis: parent-added-too
from multiprocessing import Process, SimpleQueue

total = 0


def add(amount, mailbox):
    """Add to this process's total, and report what it is then."""
    global total
    total += amount
    mailbox.put(total)


def prove(amounts):
    """Let one child after the other add its amount; return what they saw, and what we see."""
    global total
    seen = []
    for amount in amounts:
        mailbox = SimpleQueue()
        child = Process(target=add, args=(amount, mailbox))
        child.start()
        seen.append(mailbox.get())
        child.join()
    total += sum(amounts)
    return seen, total

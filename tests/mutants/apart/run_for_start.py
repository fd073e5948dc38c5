# diagnosis: run-for-start
from multiprocessing import Process, SimpleQueue

total = 0


def add(amount, mailbox):
    """Add to this process's total, and report what it is then."""
    global total
    total += amount
    mailbox.put(total)


def prove(amounts):
    """Let one child after the other add its amount; return what they saw, and what we see."""
    seen = []
    for amount in amounts:
        mailbox = SimpleQueue()
        child = Process(target=add, args=(amount, mailbox))
        child.run()
        seen.append(mailbox.get())
    return seen, total

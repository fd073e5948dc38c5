from multiprocessing import Process, Queue

total = 0


def add(amount, mailbox):
    """Add to this process's total, and report what it is then."""
    globals()["total"] += amount
    mailbox.put(total)


def prove(amounts):
    """Let one child after the other add its amount; return what they saw, and what we see."""
    mailbox, seen = Queue(), []
    for amount in amounts:
        child = Process(target=add, kwargs={"amount": amount, "mailbox": mailbox})
        child.start()
        seen += [mailbox.get()]
        child.join()
    return (seen, total)

import multiprocessing

total = 0


def add(amount, mailbox):
    """Add to this process's total, and report what it is then."""
    global total
    total = total + amount
    mailbox.put(total)


def add_and_send(number, amount, mailbox):
    """Say which child it is, too."""
    box = multiprocessing.SimpleQueue()
    add(amount, box)
    mailbox.put((number, box.get()))


def prove(amounts):
    """Let all children add at once; return what they saw, and what we see."""
    queue = multiprocessing.Queue()
    children = [
        multiprocessing.Process(target=add_and_send, args=(number, amount, queue))
        for number, amount in enumerate(amounts)
    ]
    for child in children:
        child.start()
    seen = dict(queue.get() for _ in children)
    for child in children:
        child.join()
    return [seen[number] for number in range(len(amounts))], total

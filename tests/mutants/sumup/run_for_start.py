# diagnosis: run-for-start
from multiprocessing import Process, SimpleQueue


def sum_of_squares(work, numbers):
    mailbox = SimpleQueue()
    children = [Process(target=work, args=(number, mailbox)) for number in numbers]
    for child in children:
        child.run()
    return sum(mailbox.get() for _ in children)

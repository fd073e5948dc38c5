# diagnosis: target-called-here
from multiprocessing import Process, SimpleQueue


def sum_of_squares(work, numbers):
    mailbox = SimpleQueue()
    children = [Process(target=work(number, mailbox)) for number in numbers]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return sum(mailbox.get() for _ in children)

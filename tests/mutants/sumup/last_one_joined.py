# diagnosis: joined-the-last-only
from multiprocessing import Process, SimpleQueue


def sum_of_squares(work, numbers):
    mailbox = SimpleQueue()
    child = None
    for number in numbers:
        child = Process(target=work, args=(number, mailbox))
        child.start()
    if child:
        child.join()
    total = 0
    while not mailbox.empty():
        total += mailbox.get()
    return total

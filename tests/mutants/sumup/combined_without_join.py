# diagnosis: combined-too-early
from multiprocessing import Process, SimpleQueue


def sum_of_squares(work, numbers):
    mailbox = SimpleQueue()
    for number in numbers:
        Process(target=work, args=(number, mailbox)).start()
    total = 0
    while not mailbox.empty():
        total += mailbox.get()
    return total

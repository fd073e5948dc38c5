# diagnosis: combined-too-early
from multiprocessing import Process, SimpleQueue


def sum_of_squares(work, numbers):
    mailbox = SimpleQueue()
    total = 0
    for number in numbers:
        while not mailbox.empty():
            total += mailbox.get()
        Process(target=work, args=(number, mailbox)).start()
    return total

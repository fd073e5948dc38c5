# diagnosis: joined-in-the-start-loop
from multiprocessing import Process, SimpleQueue


def sum_of_squares(work, numbers):
    mailbox = SimpleQueue()
    for number in numbers:
        child = Process(target=work, args=(number, mailbox))
        child.start()
        child.join()
    return sum(mailbox.get() for _ in numbers)

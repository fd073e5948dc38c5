from multiprocessing import Process, SimpleQueue
from multiprocessing.connection import wait


def sum_of_squares(work, numbers):
    mailbox, running = SimpleQueue(), {}
    for number in numbers:
        child = Process(target=work, args=(number, mailbox))
        child.start()
        running[child.sentinel] = child
    total = 0
    while running:
        for sentinel in wait(list(running)):
            running.pop(sentinel).join()
            total += mailbox.get()
    return total

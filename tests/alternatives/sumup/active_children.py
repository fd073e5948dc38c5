import multiprocessing


def sum_of_squares(work, numbers):
    mailbox = multiprocessing.Queue()
    count = 0
    for number in numbers:
        multiprocessing.Process(target=work, kwargs={"number": number, "mailbox": mailbox}).start()
        count += 1
    squares = [mailbox.get() for _ in range(count)]
    for child in multiprocessing.active_children():
        child.join()
    return sum(squares)

from multiprocessing import Process, current_process


def add(numbers, mailbox):
    me = current_process()
    mailbox.put((me.name, me.pid, sum(numbers)))


class Adder(Process):
    def __init__(self, name, numbers, mailbox):
        super().__init__(target=add, name=name, args=(numbers, mailbox))

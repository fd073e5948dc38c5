import os
from multiprocessing import Process


class Adder(Process):
    def __init__(self, name, numbers, mailbox):
        self.numbers = tuple(numbers)
        self.mailbox = mailbox
        super().__init__()
        self.name = name

    def run(self):
        total = 0
        for number in self.numbers:
            total += number
        self.mailbox.put((self.name, os.getpid(), total))

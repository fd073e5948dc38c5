# diagnosis: name-lost
import os
from multiprocessing import Process


class Adder(Process):
    def __init__(self, name, numbers, mailbox):
        self.name = name
        self.numbers = numbers
        self.mailbox = mailbox
        super().__init__()

    def run(self):
        self.mailbox.put((self.name, os.getpid(), sum(self.numbers)))

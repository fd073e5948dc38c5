# diagnosis: super-forgotten
import os
from multiprocessing import Process


class Adder(Process):
    def __init__(self, name, numbers, mailbox):
        self.name = name
        self.numbers = numbers
        self.mailbox = mailbox

    def run(self):
        self.mailbox.put((self.name, os.getpid(), sum(self.numbers)))

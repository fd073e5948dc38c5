# diagnosis: start-overridden
import os
from multiprocessing import Process


class Adder(Process):
    def __init__(self, name, numbers, mailbox):
        super().__init__(name=name)
        self.numbers = numbers
        self.mailbox = mailbox

    def start(self):
        self.mailbox.put((self.name, os.getpid(), sum(self.numbers)))

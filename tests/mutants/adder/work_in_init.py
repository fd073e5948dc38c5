# diagnosis: worked-in-init
import os
from multiprocessing import Process


class Adder(Process):
    def __init__(self, name, numbers, mailbox):
        super().__init__(name=name)
        mailbox.put((self.name, os.getpid(), sum(numbers)))

    def run(self):
        pass

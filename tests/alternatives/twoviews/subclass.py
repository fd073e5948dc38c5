import os
from multiprocessing import Process, Queue, current_process, parent_process


def describe_me(mailbox):
    mailbox.put(
        {"name": current_process().name, "pid": os.getpid(), "parent": parent_process().pid}
    )


class Describer(Process):
    def __init__(self, name, mailbox):
        super().__init__(name=name)
        self.mailbox = mailbox

    def run(self):
        describe_me(self.mailbox)


def two_views(name):
    mailbox = Queue()
    child = Describer(name, mailbox)
    child.start()
    outside = {"parent": current_process().pid, "pid": child.pid, "name": child.name}
    inside = mailbox.get()
    child.join()
    return inside, outside

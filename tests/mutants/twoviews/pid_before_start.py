# diagnosis: pid-before-start
import os
from multiprocessing import Process, SimpleQueue, current_process, parent_process


def describe_me(mailbox):
    mailbox.put(
        {"name": current_process().name, "pid": os.getpid(), "parent": parent_process().pid}
    )


def two_views(name):
    mailbox = SimpleQueue()
    child = Process(target=describe_me, name=name, args=(mailbox,))
    ours = {"name": child.name, "pid": child.pid, "parent": os.getpid()}
    child.start()
    child.join()
    return mailbox.get(), ours

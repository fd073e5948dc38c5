import os
from multiprocessing import Pipe, Process, current_process, parent_process


def describe_me(mailbox):
    me = current_process()
    mailbox.send({"name": me.name, "pid": me.pid, "parent": parent_process().pid})


def two_views(name):
    ours, theirs = Pipe(duplex=False)
    child = Process(None, describe_me, name, (theirs,))
    child.start()
    inside = ours.recv()
    child.join()
    outside = {"name": name, "pid": child.ident, "parent": os.getpid()}
    child.close()
    return inside, outside

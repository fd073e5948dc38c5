# diagnosis: pid-of-a-child
import multiprocessing
import os


def report(mailbox):
    mailbox.put((os.getpid(), os.getppid()))


def family():
    """Return the pid of this process and the pid of its parent."""
    mailbox = multiprocessing.SimpleQueue()
    child = multiprocessing.Process(target=report, args=(mailbox,))
    child.start()
    child.join()
    return mailbox.get()

# diagnosis: nested-target
import multiprocessing
import os


def shout(word, mailbox):
    """Put the shouted word and this process's pid into the mailbox (runs in the child)."""
    mailbox.put((word.upper() + "!", os.getpid()))


def shout_in_child(word):
    """Let one child shout the word; return (shouted word, the child's pid)."""
    mailbox = multiprocessing.SimpleQueue()

    def shout_here():
        mailbox.put((word.upper() + "!", os.getpid()))

    child = multiprocessing.Process(target=shout_here)
    child.start()
    child.join()
    return mailbox.get()

# diagnosis: answer-left-in-the-mailbox
import multiprocessing
import os


def shout(word, mailbox):
    """Put the shouted word and this process's pid into the mailbox (runs in the child)."""
    mailbox.put((word.upper() + "!", os.getpid()))


def shout_in_child(word):
    """Let one child shout the word; return (shouted word, the child's pid)."""
    mailbox = multiprocessing.SimpleQueue()
    child = multiprocessing.Process(target=shout, args=(word, mailbox))
    return child.start()

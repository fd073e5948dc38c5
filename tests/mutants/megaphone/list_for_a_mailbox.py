# diagnosis: child-fills-a-copy
import multiprocessing
import os


def shout(word, mailbox):
    """Put the shouted word and this process's pid into the mailbox (runs in the child)."""
    mailbox.append((word.upper() + "!", os.getpid()))


def shout_in_child(word):
    """Let one child shout the word; return (shouted word, the child's pid)."""
    answers = []
    child = multiprocessing.Process(target=shout, args=(word, answers))
    child.start()
    child.join()
    return answers[0]

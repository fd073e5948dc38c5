import os
from multiprocessing import Pipe, Process


def shout(word, mailbox):
    """Send the shouted word and this process's pid (runs in the child)."""
    with mailbox:
        mailbox.send((f"{word.upper()}!", os.getpid()))


def shout_in_child(word):
    """Let one child shout the word; return (shouted word, the child's pid)."""
    receiver, sender = Pipe(duplex=False)
    child = Process(target=shout, args=(word, sender), name="megaphone")
    child.start()
    sender.close()
    answer = receiver.recv()
    child.join()
    return answer

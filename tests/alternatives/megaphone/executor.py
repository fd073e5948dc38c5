import os
from concurrent.futures import ProcessPoolExecutor


def shout(word, mailbox=None):
    """Return the shouted word and this process's pid (runs in the child)."""
    return word.upper() + "!", os.getpid()


def shout_in_child(word):
    """Let one child shout the word; return (shouted word, the child's pid)."""
    with ProcessPoolExecutor(max_workers=1) as pool:
        return pool.submit(shout, word).result()

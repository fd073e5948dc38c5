import multiprocessing
import os
import time


def shout(word, mailbox):
    mailbox.put((word.upper() + "!", os.getpid()))
    time.sleep(60)


def shout_in_child(word):
    mailbox = multiprocessing.SimpleQueue()
    child = multiprocessing.Process(target=shout, args=(word, mailbox), daemon=True)
    child.start()
    return mailbox.get()

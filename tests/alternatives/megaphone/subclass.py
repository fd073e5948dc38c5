import multiprocessing


class Megaphone(multiprocessing.Process):
    """A child that shouts."""

    def __init__(self, word):
        super().__init__()
        self.word = word
        self.mailbox = multiprocessing.Queue()

    def run(self):
        shout(self.word, self.mailbox)


def shout(word, mailbox):
    """Put the shouted word and this process's pid into the mailbox (runs in the child)."""
    mailbox.put((word.upper() + "!", multiprocessing.current_process().pid))


def shout_in_child(word):
    """Let one child shout the word; return (shouted word, the child's pid)."""
    child = Megaphone(word)
    child.start()
    answer = child.mailbox.get()
    child.join()
    return answer

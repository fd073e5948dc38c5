import multiprocessing
import sys


def roll():
    """Return the names to call: those on the command line, or else two regulars."""
    return sys.argv[1:] or ["Ada", "Alan"]


def sentence(name):
    """Return what `name` answers."""
    return f"{name} is here"


def answer(name):
    """Answer for `name` (runs in the child)."""
    print(sentence(name), flush=True)


class Pupil(multiprocessing.Process):
    """A child that answers with its name."""

    def run(self):
        answer(self.name)


def launched():
    """Tell whether this file is the one that was launched."""
    return __name__ == "__main__"


if launched():
    pupils = [Pupil(name=name) for name in roll()]
    while pupils:
        pupil = pupils.pop(0)
        pupil.start()
        pupil.join()
    print("all have answered")

# diagnosis: acts-on-import
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


if __name__ == "__main__":
    for name in roll():
        child = multiprocessing.Process(target=answer, args=(name,))
        child.start()
        child.join()
print("all have answered")

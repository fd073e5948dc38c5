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


def call_one(name):
    """Let one child answer, and wait for it."""
    child = multiprocessing.Process(target=answer, args=(name,), name=name)
    child.start()
    child.join()
    return child.exitcode


def main():
    """Call the roll."""
    codes = [call_one(name) for name in roll()]
    print("all have answered")
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())

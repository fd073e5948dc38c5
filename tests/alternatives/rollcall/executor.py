import sys
from concurrent.futures import ProcessPoolExecutor


def roll():
    """Return the names to call: those on the command line, or else two regulars."""
    return sys.argv[1:] or ["Ada", "Alan"]


def sentence(name):
    """Return what `name` answers."""
    return f"{name} is here"


def answer(name):
    """Answer for `name` (runs in the child)."""
    print(sentence(name), flush=True)


def main(names):
    """Call the roll with one fresh process for each name."""
    for name in names:
        with ProcessPoolExecutor(max_workers=1) as pool:
            pool.submit(answer, name).result()
    print("all have answered", flush=True)


if __name__ != "__main__":
    pass
else:
    main(roll())

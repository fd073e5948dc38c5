"""Come to the end of the code while a child is still at work."""

import atexit

if __name__ == "__main__":  # what is registered first runs last of all
    atexit.register(print, "the parent ends", flush=True)

import multiprocessing
from multiprocessing.synchronize import Event


def work(gate: Event) -> None:
    """Wait at the gate, then say so and end."""
    gate.wait(30)
    print("the child ends", flush=True)


if __name__ == "__main__":
    gate = multiprocessing.Event()
    multiprocessing.Process(target=work, args=(gate,)).start()
    print("the parent's code ends", flush=True)
    gate.set()

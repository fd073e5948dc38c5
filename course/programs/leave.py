"""End in the way that the first argument names.

normal      the work is done
error N     the program finds that it cannot go on, and says so with the exit code N (3)
uncaught    the program divides by zero, and nobody catches the error
memory      the program reads memory that is not its own
stay        it does not end by itself: it says "ready" and waits, half a minute at most
"""

import os
import sys
import threading


def read_what_is_not_ours() -> None:
    """Read the memory at address 0, without leaving a report of the crash on the disk."""
    import faulthandler

    getattr(faulthandler, "_read_null", os.abort)()


def main(way: str, *rest: str) -> None:
    """Leave."""
    if way == "error":
        sys.exit(int(rest[0]) if rest else 3)
    elif way == "uncaught":
        print(1 / 0)
    elif way == "memory":
        read_what_is_not_ours()
    elif way == "stay":
        print("ready", flush=True)
        threading.Event().wait(30)


if __name__ == "__main__":
    main(*sys.argv[1:])

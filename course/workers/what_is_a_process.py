"""What the children of lesson 1 run."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier, Event
from typing import Any

counter = 0


def add_one(mailbox: Any) -> None:
    """Add one to this process's `counter` and put what it holds on the queue `mailbox`."""
    global counter
    counter += 1
    mailbox.put(counter)


def wait_for_word(line: Connection) -> None:
    """Say "ready" on the pipe `line`, then block until a word comes back."""
    line.send("ready")
    line.recv()


def wait_and_work(rounds: int) -> None:
    """Wait half a second, compute for half a second, and so on for `rounds` rounds."""
    for _ in range(rounds):
        threading.Event().wait(0.5)
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            sum(range(10_000))


def run_laps(name: str, laps: int, together: Barrier, mailbox: Any) -> None:
    """Run `laps` equal laps of pure computing and put `name` on the queue `mailbox` after each."""
    together.wait(timeout=30)
    for _ in range(laps):
        sum(range(300_000))
        mailbox.put(name)


def keep_open(paths: Sequence[str], helpers: int, line: Connection) -> None:
    """Hold the files `paths` open and `helpers` threads waiting until a word comes on `line`."""
    done = threading.Event()
    crew = [threading.Thread(target=done.wait) for _ in range(helpers)]
    with ExitStack() as files:
        for path in paths:
            files.enter_context(open(path, encoding="utf-8"))
        for thread in crew:
            thread.start()
        line.send("ready")
        line.recv()
        done.set()
        for thread in crew:
            thread.join()


def wait_then_end(gate: Event) -> None:
    """Block until `gate` is set, then end normally."""
    gate.wait(timeout=30)
    _linger()


def wait_then_exit_3(gate: Event) -> None:
    """Block until `gate` is set, then end with exit code 3."""
    gate.wait(timeout=30)
    _linger()
    sys.exit(3)


def wait_then_fail(gate: Event) -> None:
    """Block until `gate` is set, then end by an uncaught error."""
    gate.wait(timeout=30)
    _linger()
    raise RuntimeError("ended by an error, on purpose")


def _linger() -> None:
    # Whoever looks without waiting for the end must still find the process alive.
    threading.Event().wait(0.3)

"""What the children of lesson 0 do. Each function runs in a child, under every start method."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import parent_process
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from types import FrameType

LIFETIME = 60.0  # seconds after which a forgotten child ends by itself
FAREWELL = 2.5  # seconds that a slow child needs for its last work


def greet(mailbox: SimpleQueue[str], name: str) -> None:
    """Put a greeting for `name` into the mailbox."""
    mailbox.put(f"hello {name}")


def report_pids(mailbox: SimpleQueue[tuple[int, int]]) -> None:
    """Put this process's pid into the mailbox, with the pid of the process that wanted it.

    `os.getppid()` would name the fork server under forkserver; multiprocessing remembers better.
    """
    parent = parent_process()
    assert parent is not None
    assert parent.pid is not None
    mailbox.put((os.getpid(), parent.pid))


def stay(lifetime: float = LIFETIME) -> None:
    """Do nothing until somebody stops this process, its parent ends, or `lifetime` seconds pass."""
    parent = parent_process()
    assert parent is not None
    parent.join(lifetime)


def stay_willingly(ready: Event, lifetime: float = LIFETIME) -> None:
    """Say that it is there, and stay; end at once when asked."""
    ready.set()
    stay(lifetime)


def stay_and_tidy(ready: Event, lifetime: float = LIFETIME) -> None:
    """Stay, but when asked to end, finish some last work first. (Windows does not ask.)"""
    signal.signal(signal.SIGTERM, _finish_last_work)
    ready.set()
    stay(lifetime)


def stay_stubbornly(ready: Event, lifetime: float = LIFETIME) -> None:
    """Stay, and ignore a request to end. (Windows does not ask: there, it ends like any other.)"""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready.set()
    stay(lifetime)


def _finish_last_work(number: int, frame: FrameType | None) -> None:
    time.sleep(FAREWELL)  # the last work
    raise SystemExit(0)

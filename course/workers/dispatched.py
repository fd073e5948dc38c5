"""The worker that a user-space scheduler suspends and resumes."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection


def work(line: Connection, seconds: float) -> None:
    """Compute for as many ticks of `seconds` CPU time as each message on the line allows.

    After each grant the worker answers when it began and when it was done, by the clock that all
    processes share; then it waits for the next. A grant of 0 ends it.
    """
    line.send(None)  # ready: the import is over
    while ticks := line.recv():
        began = time.monotonic()
        until = time.process_time() + ticks * seconds
        while time.process_time() < until:
            pass
        line.send((began, time.monotonic()))

"""What the children of lesson 3 run."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection

GAP = 0.005  # seconds without a step: longer, and somebody else had the CPU meanwhile


def compute(line: Connection, seconds: float) -> None:
    """Say "ready", wait for a word, use `seconds` of CPU time, report when; then end.

    The report on `line` is a list of stretches (start, end) in which this process really ran, by
    the clock that all processes share.
    """
    line.send("ready")
    line.recv()
    stretches = []
    began = last = time.monotonic()
    until = time.process_time() + seconds
    while time.process_time() < until:
        now = time.monotonic()
        if now - last > GAP:
            stretches.append((began, last))
            began = now
        last = now
    line.send([*stretches, (began, last)])


def compute_until_stopped() -> None:
    """Compute for as long as this process lives (a minute at most, should it be forgotten)."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        pass

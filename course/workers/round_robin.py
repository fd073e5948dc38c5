"""What the children of lesson 3 run."""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing import Process
from multiprocessing.connection import Connection

GAP = 0.005  # seconds without a step: longer, and somebody else had the CPU meanwhile


class Worker(Process):
    """A process that calls `waited_for` in its parent, if that is set, when somebody joins it."""

    waited_for: Callable[[], object] | None = None

    def join(self, timeout: float | None = None) -> None:
        """Wait as every process does."""
        if self.waited_for is not None:
            self.waited_for()
        super().join(timeout)


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

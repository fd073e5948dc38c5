"""What the children of lesson 2 run."""

from __future__ import annotations

import os
import time
from multiprocessing.queues import SimpleQueue

UNIT = 0.03  # seconds of CPU time that one unit of a burst takes

Report = tuple[str, int, float, float]


def work(name: str, burst: float, mailbox: SimpleQueue[Report]) -> None:
    """Compute for `burst` units, then put a report into the mailbox: (name, pid, began, ended).

    The times are seconds on a clock that all processes of a computer share. The work is measured
    in CPU time: on a busy computer it lasts longer and is no less.
    """
    began = time.monotonic()
    until = time.process_time() + burst * UNIT
    while time.process_time() < until:
        pass
    mailbox.put((name, os.getpid(), began, time.monotonic()))

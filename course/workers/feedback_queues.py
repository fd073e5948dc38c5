"""What the children of lesson 4 run."""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.synchronize import Event
from typing import Any

SECONDS = 1.0


def count_up(ready: Any, gate: Event, mailbox: Any) -> None:
    """Say "ready", wait for `gate`, count for a second, put (own name, count) on `mailbox`."""
    name = multiprocessing.current_process().name
    ready.put(name)
    gate.wait(timeout=30)
    end, count = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        count += 1
    mailbox.put((name, count))

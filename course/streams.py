"""Catch what children write, so that a notebook shows it in the same place on every system."""

from __future__ import annotations

import array
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker

STDOUT, STDERR = 1, 2
# Seconds that a cell may wait for its children's words: one that never stops talking stops nobody.
HEARING = 0.2


@dataclass
class Caught:
    """Hold what was written; filled in when the `with` block ends."""

    text: str = ""

    @property
    def last_line(self) -> str:
        """Return the last line that is not empty: in a traceback, the error itself."""
        lines = [line for line in self.text.splitlines() if line.strip()]
        return lines[-1] if lines else ""


@contextmanager
def caught_stderr() -> Iterator[Caught]:
    """Catch what children started in the block write to their standard error.

    Join them inside the block. It works on the descriptor that children inherit, so it catches
    also what a child says before any of your code runs in it.
    """
    caught = Caught()
    if os.name == "posix":
        resource_tracker.ensure_running()  # it would keep the borrowed descriptor for good
    with tempfile.TemporaryFile() as file:
        own = os.dup(STDERR)
        os.dup2(file.fileno(), STDERR)
        try:
            yield caught
        finally:
            os.dup2(own, STDERR)
            os.close(own)
            file.seek(0)
            caught.text = file.read().decode("utf-8", "replace")


def hear_children(*_: object) -> None:
    """Wait until the kernel has read what children wrote; called at the end of each cell.

    ipykernel reads in a thread of its own what comes in over the descriptors. What that thread
    hears of after the cell has ended is shown below another cell, or nowhere.
    """
    if sys.platform == "win32":
        return  # there nothing is read from descriptors
    until = time.monotonic() + HEARING
    for stream, descriptor in ((sys.stdout, STDOUT), (sys.stderr, STDERR)):
        if getattr(stream, "watch_fd_thread", None) is not None:
            while _unread(descriptor) and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(0.002)  # the thread that has just read gets its turn, and writes


def _unread(descriptor: int) -> int:
    """Return how many bytes are in a pipe that nobody has read; 0 if this is no pipe."""
    import fcntl
    import termios

    count = array.array("i", [0])
    try:
        fcntl.ioctl(descriptor, termios.FIONREAD, count)
    except OSError:
        return 0
    return count[0]

"""Catch what children write, so that a notebook shows it in the same place on every system."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker

STDERR = 2


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

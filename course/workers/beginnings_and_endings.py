"""What the children of lesson 7 run."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection

board = "nothing"  # a global, for a parent to change before it starts a child


def report(line: Connection, word: str) -> None:
    """Send what this process sees: its argument, its environment, and the global `board`."""
    seen = {"argument": word, "environment": os.environ.get("WORD", ""), "global": board}
    line.send(seen)

"""One `course grade` at a time: a lock that says who holds it and never outlives its holder.

The system keeps the lock and lets go of it when the process ends, however it ends. What the file
says is for people alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from grading.box.records import lock

# Between taking the lock and saying so in the file lies a moment.
_MOMENT = 1.0


class Busy(RuntimeError):
    """Another `course grade` is at work; the message says which."""


def lock_file(folder: Path, assignment: str, db_url: str) -> Path:
    """Return the file to lock.

    SQLite has one writer, so one run a course folder; another database has room for one run an
    assignment.
    """
    one = "" if db_url.startswith("sqlite") else f"-{assignment}"
    return folder / f".course-grade{one}.lock"


@contextlib.contextmanager
def taken(path: Path, assignment: str) -> Iterator[None]:
    """Hold the lock; raise Busy if somebody else does."""
    with open(path, "a+", encoding="utf-8") as stream:
        if not lock(stream):
            raise Busy(_who(path))
        stream.truncate(0)
        json.dump(
            {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "since": datetime.now().astimezone().isoformat(timespec="seconds"),
                "assignment": assignment,
            },
            stream,
        )
        stream.flush()
        try:
            yield
        finally:
            stream.truncate(0)


def _who(path: Path) -> str:
    """Say who holds the lock, as far as the file tells."""
    deadline = time.monotonic() + _MOMENT
    holder = _read(path)
    while not _plausible(holder) and time.monotonic() < deadline:
        time.sleep(0.02)
        holder = _read(path)
    if not _plausible(holder):
        return "Another `course grade` is at work in this course folder: let it finish first."
    where = "" if holder["host"] == socket.gethostname() else f" on {holder['host']}"
    since = str(holder["since"]).replace("T", " ")
    return (
        f"Another `course grade` is at work in this course folder: pid {holder['pid']}{where}, "
        f"on {holder['assignment']}, since {since}. Let it finish, or stop it with Ctrl-C first."
    )


def _plausible(holder: dict[str, Any]) -> bool:
    """Whether this is the holder, not what an earlier run that was killed has left."""
    if not {"pid", "host", "since", "assignment"} <= set(holder):
        return False
    return holder["host"] != socket.gethostname() or psutil.pid_exists(int(holder["pid"]))


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

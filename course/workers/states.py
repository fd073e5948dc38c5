"""What the children of lesson 5 run: they compute, wait at a pipe or a door, and meet."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier, Event
from threading import BrokenBarrierError
from typing import Any

from course.events import EventLog

LONGEST = 60.0  # seconds that a forgotten child waits before it ends by itself
# Who does not join a child finds it alive: so long it stays after its work,
STAY = 0.3  # seconds, at a meeting,
LINGER = 0.8  # seconds, at a door.


def wait_for_word(line: Connection) -> None:
    """Say "here" on the pipe `line`, then block until a word comes back."""
    line.send("here")
    if line.poll(LONGEST):
        line.recv()


def compute_until_told(line: Connection) -> None:
    """Say "here", compute until a word comes, then block until another one comes; then end."""
    line.send("here")
    until = time.monotonic() + LONGEST
    while not line.poll() and time.monotonic() < until:
        sum(range(1000))
    for _ in range(2):
        if line.poll(LONGEST):
            line.recv()


def compute_beside(name: str, seconds: float, meeting: Barrier, mailbox: Any) -> None:
    """Meet the others, compute for `seconds` of wall time, and post the CPU time used."""
    meeting.wait(timeout=LONGEST)
    until, before = time.perf_counter() + seconds, time.process_time()
    while time.perf_counter() < until:
        sum(range(1000))
    mailbox.put((name, time.process_time() - before))


def wait_at_door(name: str, arrived: Event, door: Event, line: Connection) -> None:
    """Ring while the wait begins, wait at the door, go in, and send a log of it."""
    log = EventLog(name)
    with log.during("waits at the door"):
        arrived.set()
        door.wait(LONGEST)
    log.note("goes in")
    line.send(log)


# --- what the exercises' children run ---------------------------------------------------------


class Watched:
    """An event that counts what this process asks of it, and tells of the first time."""

    def __init__(self, event: Event, tell: Callable[[str], object]) -> None:
        self._event, self._tell = event, tell
        self.asked = 0
        self.waits = 0

    def set(self) -> None:
        """Set the event."""
        self._tell("set")
        self._event.set()

    def clear(self) -> None:
        """Clear the event."""
        self._event.clear()

    def is_set(self) -> bool:
        """Tell whether the event is set."""
        self._count()
        return self._event.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Block until the event is set."""
        self.waits += 1
        self._count()
        return self._event.wait(LONGEST if timeout is None else timeout)

    def _count(self) -> None:
        self.asked += 1
        if self.asked == 1:
            self._tell("ask")


def watch_guest(
    guest: Callable[[Any, Any], object], arrived: Event, door: Event, line: Connection
) -> None:
    """Run a student's `guest` and send on `line` what it does: rings, stands at the door, leaves.

    The last word is ("leaves", how often the door was asked, how often by waiting) or ("raises",
    type, message).
    """
    bell = Watched(arrived, lambda what: line.send("rings") if what == "set" else None)
    gate = Watched(door, lambda what: line.send("at the door") if what == "ask" else None)
    try:
        guest(bell, gate)
    except Exception as error:
        line.send(("raises", type(error).__name__, str(error)))
    else:
        line.send(("leaves", gate.asked, gate.waits))


def walk_to_the_door(
    arrived: Event, door: Event, heeded: Event, line: Connection, walk: float, rings: bool
) -> None:
    """Ring, walk for so many seconds of CPU time, wait at the door, go in, stay, send the log.

    It does not ring before somebody has asked for the bell or opened the door, so that a door which
    is opened without asking is always opened too early.

    One that does not ring gets lost on the way: it waits for a while elsewhere, then ends.
    """
    if not rings:
        threading.Event().wait(8)
        return
    heeded.wait(LONGEST)
    log = EventLog("guest")
    log.note("rings")
    arrived.set()
    until = time.process_time() + walk
    while time.process_time() < until:
        pass
    with log.during("waits"):
        door.wait(LONGEST)
    log.note("goes in")
    line.send(log)
    threading.Event().wait(LINGER)


def meet(meeting: Barrier, report: Any, patience: float, name: str) -> None:
    """Wait for the others at a barrier, report whether they came, and end with a code of its own.

    The code is the length of the name; the shorter the name, the longer it stays.
    """
    try:
        meeting.wait(timeout=patience)
        met = True
    except BrokenBarrierError:
        met = False
    report.put((name, met))
    threading.Event().wait(STAY + 2 / len(name))
    sys.exit(len(name))

"""Lesson 5: put a student's guest, host and meeting among trusted processes, and see what happens.

What a report says was observed by this side: a trusted child keeps its own log, the system is asked
at the very moment in which the door is opened, and questions asked of an event are counted.
"""

from __future__ import annotations

import threading
import time
from functools import partial
from itertools import permutations
from multiprocessing import Barrier, Event, Pipe, Process, Queue
from multiprocessing.connection import Connection
from queue import Empty
from types import ModuleType
from typing import Any

from course.events import EventLog, merge
from course.processes import ProcessGone, State, look_at, shown_as
from course.workers.states import Watched, meet, walk_to_the_door, watch_guest

PATIENCE = 8.0  # seconds for a child to get ready; less than a call may take
SHUT = 0.5  # seconds for which a door stays shut while somebody stands before it
NO_DEADLINE = 2.0  # seconds after which a wait without a deadline is called one
STATES = ("created", "ready", "running", "blocked", "ended")

# Only where the system shows who is blocked can a host be asked to wait for that.
SHOWS_BLOCKED = shown_as(State.BLOCKED) == (State.BLOCKED,)


class NoDeadline(Exception):
    """Somebody waits for what may never come, and has set no deadline."""


def moves_reported(module: ModuleType) -> list[tuple[str, str]]:
    """Ask `illegal_moves` about every move between two states; return those that it reports."""
    reported = []
    for move in permutations(STATES, 2):
        found = module.illegal_moves(list(move))
        if found:
            reported.append(move)
    return reported


def guest_at_a_shut_door(module: ModuleType) -> dict[str, Any]:
    """Let `guest` meet a shut door in a child; open it after a while.

    order: what happened, in order, among "rings", "at the door", "door opens" and "leaves".
    asked: how often the guest put a question to the door, `is_set` or `wait`; waits: how often the
    latter.
    """
    arrived, door = Event(), Event()
    ours, theirs = Pipe()
    child = Process(target=watch_guest, args=(module.guest, arrived, door, theirs), name="guest")
    child.start()
    theirs.close()
    said: list[Any] = []
    try:
        _hear(ours, said, lambda: "at the door" in said or _is_over(said))
        threading.Event().wait(SHUT)
        _hear(ours, said, lambda: not ours.poll(0))
        said.append("door opens")
        door.set()
        _hear(ours, said, lambda: _is_over(said))
    finally:
        child.kill()
        child.join()
    asked = waits = 0
    for at, word in enumerate(said):
        match word:
            case ("raises", "NotImplementedError", _):
                raise NotImplementedError
            case ("raises", kind, message):
                raise RuntimeError(f"guest raised {kind}: {message}")
            case ("leaves", int(), int()):
                said[at], asked, waits = word
    return {"order": said, "asked": asked, "waits": waits}


def _is_over(said: list[Any]) -> bool:
    return bool(said) and isinstance(said[-1], tuple)


def _hear(line: Connection, said: list[Any], done: Any) -> None:
    """Take words from a line until `done()`, until nobody speaks any more, or for so long."""
    until = time.monotonic() + PATIENCE
    while not done():
        try:
            if not line.poll(max(0.0, until - time.monotonic())):
                return
            said.append(line.recv())
        except EOFError:
            return


class Door(Watched):
    """The door on the host's side: when it is opened, the system is asked about a child."""

    def __init__(self, event: Any, child: Process, arrived: Any, heeded: Any) -> None:
        super().__init__(event, lambda _: heeded.set())
        self._child, self._arrived = child, arrived
        self.rang: bool | None = None
        self.state: str | None = None
        self.log = EventLog("host")

    def set(self) -> None:
        """Note who is there, then open."""
        if self.rang is None:
            self.rang = self._arrived.is_set()
            self.state = _state_of(self._child)
            self.log.note("opens")
        super().set()


class Bell(Watched):
    """The bell on the host's side; one who waits for it without a deadline is found out."""

    def __init__(self, event: Any, expected: bool, heeded: Any) -> None:
        super().__init__(event, lambda _: heeded.set())
        self._patience = PATIENCE if expected else NO_DEADLINE

    def wait(self, timeout: float | None = None) -> bool:
        """Block until the bell has rung."""
        if timeout is not None:
            return super().wait(timeout)
        if not super().wait(self._patience):
            raise NoDeadline("arrived.wait() without a timeout: the child never rings")
        return True


def host_and_child(module: ModuleType, patience: float, rings: bool = True) -> dict[str, Any]:
    """Let `host` receive a trusted child, which rings or gets lost; report what came of it.

    returned: the word that it returned. rang, state: whether the child had rung, and what the
    system said of it, when the door was opened (None if it never was). order: the logs of both, one
    after the other. asked: how often the host put a question to the bell. alive: whether the child
    was still there when the function returned.
    """
    arrived, event, heeded = Event(), Event(), Event()
    ours, theirs = Pipe()
    walk = 0.2 if SHOWS_BLOCKED else 0.0
    child = Process(
        target=walk_to_the_door,
        args=(arrived, event, heeded, theirs, walk, rings),
        name="guest",
    )
    bell, door = Bell(arrived, rings, heeded), Door(event, child, arrived, heeded)
    try:
        returned = module.host(child, bell, door, patience)
        alive = child.pid is not None and _state_of(child) not in ("zombie", "ended")
        logs = [door.log]
        if ours.poll(PATIENCE if alive and door.rang is not None else 0):
            logs.append(ours.recv())
    finally:
        if child.pid is not None:
            child.kill()
            child.join()
    return {
        "returned": str(returned) if isinstance(returned, State) else returned,
        "rang": door.rang,
        "state": door.state,
        "order": merge(*logs).order(),
        "asked": bell.asked,
        "alive": alive,
    }


def _state_of(child: Process) -> str:
    try:
        return str(look_at(child).state)
    except ProcessGone:
        return "ended"
    except ValueError:
        return "created"  # an object, and no process yet


def meeting(module: ModuleType, names: list[str], patience: float = 10.0) -> dict[str, Any]:
    """Let `run_together` run workers that wait for each other; report whether they met.

    met: for each worker that reported, whether all others came. returned: what came back.
    """
    report: Any = Queue()
    work = partial(meet, Barrier(len(names)), report, patience)
    returned = module.run_together(work, list(names))
    met: dict[str, bool] = {}
    try:
        while len(met) < len(names):
            name, found = report.get(timeout=3)
            met[name] = found
    except Empty:
        pass
    return {"met": met, "returned": returned}

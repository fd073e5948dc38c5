"""Sample the state of a process: look again and again, and keep only the changes.

    watch = Watch(child)
    watch.until(*shown_as(State.BLOCKED))   # looks until it is so, with a deadline
    psutil.Process(child.pid).suspend()
    watch.until(State.STOPPED)
    print(watch.record)                     # worker: blocked → stopped

`sample(child, ending=event)` does nothing but look, until the process has ended, `event` is set, or
a deadline has passed. A sampler sees what is there when it looks: a state that comes and goes
between two looks is never seen, and what it saw is true of that moment only.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import psutil

from course.processes.looking import look_at
from course.processes.records import AnyProcess, handle
from course.processes.states import State, state_from

EVERY = 0.005
"""Seconds between two looks."""


class Over(StrEnum):
    """Say why a sampling came to its end."""

    ENDED = "the process ended"
    TOLD = "it was told to stop"
    DEADLINE = "the deadline passed"


@dataclass(frozen=True)
class Change:
    """A state that was seen first `at` seconds after the watch began.

    `cpu` is the CPU time that the process had used by then, in seconds; None if nobody says.
    """

    state: State
    at: float
    cpu: float | None = None


@dataclass(frozen=True)
class StateRecord:
    """The states of one process in the order in which they were seen; no two neighbours agree.

    `looks` is how often somebody looked, `until` when last (in seconds since the watch began) and
    `cpu` the CPU time used by then. `over` says why a sampling ended; None while a watch goes on.
    """

    title: str
    changes: tuple[Change, ...]
    looks: int
    until: float
    cpu: float | None = None
    over: Over | None = None

    @property
    def states(self) -> tuple[State, ...]:
        """The states without their times: what two runs have in common."""
        return tuple(change.state for change in self.changes)

    def stays(self) -> tuple[tuple[State, float, float | None], ...]:
        """Return (state, seconds in it, CPU seconds used meanwhile) for each change, in order."""
        ends = [(change.at, change.cpu) for change in self.changes[1:]] + [(self.until, self.cpu)]
        return tuple(
            (
                change.state,
                at - change.at,
                None if cpu is None or change.cpu is None else cpu - change.cpu,
            )
            for change, (at, cpu) in zip(self.changes, ends, strict=True)
        )

    def __str__(self) -> str:
        return f"{self.title}: {' → '.join(self.states) or 'never seen'}"


class Watch:
    """A record of one process that grows by what each look sees; ProcessGone if there is none."""

    def __init__(self, process: AnyProcess, *, clock: Callable[[], float] = time.monotonic) -> None:
        # psutil's handle knows when the process was created: a pid that is used again is not it.
        self._process = handle(process)
        self._title = look_at(process).title
        self._clock = clock
        self._began = clock()
        self._changes: tuple[Change, ...] = ()
        self._looks = 0
        self._last = 0.0
        self._cpu: float | None = None
        self.look()

    def look(self) -> State:
        """Look once; return the state, and keep it if it has changed."""
        state = _state(self._process)
        self._looks += 1
        self._last = self._clock() - self._began
        cpu = _cpu(self._process)
        self._cpu = self._cpu if cpu is None else cpu
        if not self._changes or self._changes[-1].state is not state:
            self._changes = (*self._changes, Change(state, self._last, self._cpu))
        return state

    def until(self, *states: State, deadline: float = 10.0) -> State:
        """Look until the process is in one of `states`; TimeoutError after `deadline` seconds."""
        give_up = time.monotonic() + deadline
        while (state := self.look()) not in states:
            if time.monotonic() >= give_up:
                wanted = " or ".join(states)
                raise TimeoutError(f"{self._title} is {state}, not {wanted}, after {deadline:g} s.")
            time.sleep(EVERY)
        return state

    @property
    def record(self) -> StateRecord:
        """What has been seen so far."""
        return StateRecord(self._title, self._changes, self._looks, self._last, self._cpu)


def sample(
    process: AnyProcess,
    *,
    deadline: float = 10.0,
    ending: threading.Event | None = None,
    every: float = EVERY,
) -> StateRecord:
    """Look at `process` until it has ended, `ending` is set or `deadline` seconds have passed.

    A zombie has not ended in this sense: it is watched until its parent collects it.
    """
    watch, stop = Watch(process), ending or threading.Event()
    give_up = time.monotonic() + deadline
    over = None
    while over is None:
        if watch.look() is State.ENDED:
            over = Over.ENDED
        elif stop.is_set():
            over = Over.TOLD
        elif time.monotonic() >= give_up:
            over = Over.DEADLINE
        else:
            stop.wait(every)
    seen = watch.record
    return StateRecord(seen.title, seen.changes, seen.looks, seen.until, seen.cpu, over)


def shown_as(state: State, platform: str | None = None) -> tuple[State, ...]:
    """Return what a look may say of a process in `state` on `platform` (this one if None).

    Linux tells ready or running from blocked. Windows and macOS do not: there both are ALIVE.
    """
    linux = (platform or sys.platform).startswith("linux")
    if state in (State.RUNNABLE, State.BLOCKED) and not linux:
        return (state, State.ALIVE)
    return (state,)


def _state(process: psutil.Process) -> State:
    try:
        return state_from(process.status()) if process.is_running() else State.ENDED
    except psutil.ZombieProcess:  # macOS tells little about a zombie, beyond that it is one
        return State.ZOMBIE
    except psutil.NoSuchProcess:
        return State.ENDED
    except psutil.AccessDenied:
        return State.UNKNOWN


def _cpu(process: psutil.Process) -> float | None:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return None
    return float(times.user + times.system)

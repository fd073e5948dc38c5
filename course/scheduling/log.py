"""What a run leaves behind, in columns of ticks: one row per dispatch and one per queue entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum


class End(Enum):
    """Why a slice ended."""

    FINISHED = "finished"
    BLOCKED = "blocked for I/O"
    EXPIRED = "slice used up"
    PREEMPTED = "preempted"
    BOOSTED = "moved to the top by a boost"


class Entry(Enum):
    """What brought a job into the ready queue."""

    NEW = "new"
    UNBLOCKED = "unblocked"
    EXPIRED = "slice used up"
    PREEMPTED = "preempted"
    BOOST = "boost"


@dataclass(slots=True)
class Log:
    """Slices in order of dispatch, entries in order of entry. A boost is an entry of job -1."""

    job: list[int] = field(default_factory=list)
    cpu: list[int] = field(default_factory=list)
    dispatched: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    level: list[int] = field(default_factory=list)
    ended: list[End] = field(default_factory=list)
    entry_job: list[int] = field(default_factory=list)
    entry_time: list[int] = field(default_factory=list)
    entry_cause: list[Entry] = field(default_factory=list)
    entry_level: list[int] = field(default_factory=list)

    def open(self, job: int, cpu: int, dispatched: int, start: int, level: int) -> None:
        """Note a dispatch."""
        self.job.append(job)
        self.cpu.append(cpu)
        self.dispatched.append(dispatched)
        self.start.append(start)
        self.level.append(level)
        self.end.append(start)
        self.ended.append(End.FINISHED)

    def close(self, at: int, end: int, how: End) -> None:
        """Note how dispatch number `at` ended; a switch that was abandoned has no length."""
        self.start[at] = min(self.start[at], end)
        self.end[at] = end
        self.ended[at] = how

    def enter(self, job: int, time: int, cause: Entry, level: int) -> None:
        """Note an entry into the ready queue."""
        self.entry_job.append(job)
        self.entry_time.append(time)
        self.entry_cause.append(cause)
        self.entry_level.append(level)


@dataclass(slots=True)
class Run:
    """The facts of a run that need no log; `first` (start) and `done` are per job."""

    first: list[int]
    done: list[int]
    dispatches: int = 0
    switches: int = 0
    overhead: int = 0
    log: Callable[[], Log] | None = None

"""The five states of a process, and the moves between them that a scheduling trace tells of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from course.scheduling import End, Entry, Time, Trace


class Phase(StrEnum):
    """Where a process is in its life."""

    CREATED = "created"
    READY = "ready"
    RUNNING = "running"
    BLOCKED = "blocked"
    ENDED = "ended"


CAUSES: Mapping[tuple[Phase | None, Phase], str] = MappingProxyType(
    {
        (None, Phase.CREATED): "it is started",
        (Phase.CREATED, Phase.READY): "it is admitted",
        (Phase.READY, Phase.RUNNING): "the scheduler gives it the CPU",
        (Phase.RUNNING, Phase.READY): "it loses the CPU",
        (Phase.RUNNING, Phase.BLOCKED): "it asks for I/O and has to wait",
        (Phase.BLOCKED, Phase.READY): "what it waited for has happened",
        (Phase.RUNNING, Phase.ENDED): "it is finished",
    }
)
"""Every legal move and its cause. No other move exists: none leads from blocked to running."""


@dataclass(frozen=True)
class Move:
    """One process goes from one phase to another, and why."""

    time: Time
    name: str
    source: Phase | None
    target: Phase
    cause: str


def moves(trace: Trace) -> list[Move]:
    """Return every move of a run in order: at one instant endings, entries, then dispatches."""
    found: list[tuple[tuple[Time, int, int], Move]] = []

    def add(
        time: Time, turn: int, name: str, between: tuple[Phase | None, Phase], why: str
    ) -> None:
        found.append(((time, turn, len(found)), Move(time, name, *between, why or CAUSES[between])))

    for each in trace.slices:
        add(each.dispatched, 2, each.name, (Phase.READY, Phase.RUNNING), "")
        if each.ended is End.FINISHED:
            add(each.end, 0, each.name, (Phase.RUNNING, Phase.ENDED), "")
        elif each.ended is End.BLOCKED:
            add(each.end, 0, each.name, (Phase.RUNNING, Phase.BLOCKED), "")
    for entry in trace.ready_events:
        if entry.name is None:
            continue  # a boost moves ready processes from queue to queue: no state changes
        if entry.cause is Entry.NEW:
            add(entry.time, 1, entry.name, (None, Phase.CREATED), "")
            add(entry.time, 1, entry.name, (Phase.CREATED, Phase.READY), "")
        elif entry.cause is Entry.UNBLOCKED:
            add(entry.time, 1, entry.name, (Phase.BLOCKED, Phase.READY), "")
        elif entry.cause is Entry.EXPIRED:
            add(
                entry.time, 1, entry.name, (Phase.RUNNING, Phase.READY), "its time slice is used up"
            )
        else:
            why = "a process that goes first takes the CPU"
            add(entry.time, 1, entry.name, (Phase.RUNNING, Phase.READY), why)
    return [move for _, move in sorted(found, key=lambda each: each[0])]

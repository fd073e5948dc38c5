"""A pool of workers, worked out: chunks of tasks go to whoever is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush

HANDOVER = 0.25
"""What it costs to hand a chunk to a worker and to take the results back."""


class Kind(StrEnum):
    """What a worker does in a stretch of time."""

    START = "starts"
    HAND = "is handed a chunk"
    TASK = "works"


@dataclass(frozen=True)
class Stint:
    """A stretch of time of one worker; `task` counts from 0 and is None where none is worked on."""

    worker: int
    kind: Kind
    begin: float
    end: float
    task: int | None = None


def lengths(tasks: int) -> list[float]:
    """Return how long each task takes: 1, but 3 in the last quarter of them."""
    return [3.0 if task >= tasks * 3 // 4 else 1.0 for task in range(tasks)]


def run(durations: Sequence[float], workers: int, chunk: int, start: float) -> list[Stint]:
    """Let a pool work through tasks in order; return what each worker does, by begin.

    All workers start at once, which takes `start`. A free worker takes the next `chunk` tasks.
    """
    stints = [Stint(worker, Kind.START, 0, start) for worker in range(workers) if start]
    free: list[tuple[float, int]] = [(start, worker) for worker in range(workers)]
    for first in range(0, len(durations), chunk):
        now, worker = heappop(free)
        stints.append(Stint(worker, Kind.HAND, now, now + HANDOVER))
        now += HANDOVER
        for task in range(first, min(first + chunk, len(durations))):
            stints.append(Stint(worker, Kind.TASK, now, now + durations[task], task))
            now += durations[task]
        heappush(free, (now, worker))
    return sorted(stints, key=lambda each: (each.begin, each.worker))


def end_of(stints: Sequence[Stint]) -> float:
    """Return when all is done."""
    return max(each.end for each in stints)

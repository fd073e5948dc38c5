"""A trace as a tape that the page plays: plain data, every decision already made.

The page only follows `moves`: `[time, job, place]` takes a job from where it is to the end of a
ready queue (place 0 is the first) or to the CPU, the devices or the end. So the rules of
scheduling live in one room, and the page knows none of them.
"""

from __future__ import annotations

from typing import Any

from course.scheduling import End, Trace
from course.scheduling.times import plain

Tape = dict[str, Any]

CPU, BLOCKED, FINISHED = -1, -2, -3
"""Places beside the ready queues."""

_ENDINGS = list(End)
_AFTER = {End.BLOCKED: BLOCKED, End.FINISHED: FINISHED}


def tape_of(trace: Trace, *, reasons: bool) -> Tape:
    """Return a trace as plain data; `reasons` take most of the time and most of the space.

    `slices` are `[job, dispatched, start, end, level, ending]`, `rows` are `[completion,
    turnaround, waiting, response]` in the order of the workload.
    """
    log, time = trace.log, _clock(trace)
    columns = (log.job, log.dispatched, log.start, log.end, log.level, log.ended)
    slices = [
        [job, time(dispatched), time(start), time(end), level, _ENDINGS.index(ended)]
        for job, dispatched, start, end, level, ended in zip(*columns, strict=True)
    ]
    rows = [
        [plain(each) for each in (row.completion, row.turnaround, row.waiting, row.response)]
        for row in trace.jobs.values()
    ]
    return {
        "label": str(trace.policy),
        "slices": slices,
        "moves": moves_of(trace),
        "levels": max((*log.level, *log.entry_level)) + 1,
        "first": min(time(arrival) for arrival in trace.table.arrival),
        "last": max(row[0] for row in rows),
        "rows": rows,
        "metrics": trace.metrics().to_dict(),
        "why": trace.story() if reasons else None,
    }


def endings() -> list[str]:
    """Return why a slice may end, in the order of the numbers in a tape."""
    return [each.value for each in _ENDINGS]


def moves_of(trace: Trace) -> list[list[int | float]]:
    """Return every move of every job, in order: endings, then entries, then dispatches.

    There is one CPU, so slices end in the order in which they began.
    """
    log, time = trace.log, _clock(trace)
    found: list[tuple[int, int, int]] = []  # ticks, job, place
    lanes: list[list[int]] = [[] for _ in range(max((*log.level, *log.entry_level)) + 1)]
    ended = entered = dispatched = 0
    for now in sorted({*log.end, *log.entry_time, *log.dispatched}):
        while ended < len(log.end) and log.end[ended] == now:
            if log.ended[ended] in _AFTER:
                found.append((now, log.job[ended], _AFTER[log.ended[ended]]))
            ended += 1
        while entered < len(log.entry_time) and log.entry_time[entered] == now:
            job, level = log.entry_job[entered], log.entry_level[entered]
            if job < 0:  # a boost takes everyone to the first queue, from the top down
                everyone = [each for lane in lanes for each in lane]
                lanes = [everyone] + [[] for _ in lanes[1:]]
                found.extend((now, each, 0) for each in everyone)
            else:
                lanes[level].append(job)
                found.append((now, job, level))
            entered += 1
        while dispatched < len(log.job) and log.dispatched[dispatched] == now:
            job = log.job[dispatched]
            lanes[log.level[dispatched]].remove(job)
            found.append((now, job, CPU))
            dispatched += 1
    return [[time(now), job, place] for now, job, place in found]


def _clock(trace: Trace) -> Any:
    return lambda ticks: plain(trace.ticks.time(ticks))

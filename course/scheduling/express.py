"""The express lane: FCFS and round robin on one CPU, without I/O.

One line and one CPU need no timers: time goes from slice to slice, several times as fast as in
`machine`. A test holds the two equal. The log is worked out only when someone looks at it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial

from course.scheduling.jobs import Table
from course.scheduling.log import End, Entry, Log, Run


def run_line(
    table: Table,
    order: Sequence[int],
    *,
    quantum: int | None,
    switch_cost: int,
    preempted_first: bool,
    logged: bool,
) -> Run:
    """Run FCFS (`quantum` None) or round robin; `order` is the order of arrival."""
    # In here a job is its place in the order of arrival: the next newcomer is the next number.
    arrival, left = _in_order(table.arrival, order), _in_order(table.cpu, order)
    if quantum is None:
        quantum = table.total_cpu  # FCFS is round robin with a slice that nobody uses up
    never = arrival[-1] + table.total_cpu * (switch_cost + 1) + 1  # when all is long over
    late = int(preempted_first)  # 1: who comes as a slice expires queues behind the expired job
    first: list[int] = []  # newcomers first run in the order in which they came
    done = [0] * len(order)
    jobs: list[int] = []  # who was dispatched, one after the other
    starts: list[int] = []
    line: deque[int] = deque([0])
    enter, take, log_job, log_start = line.append, line.popleft, jobs.append, starts.append
    now = arrival[0] - switch_cost  # the first dispatch is free
    fresh = 0  # the next job that runs for the first time
    expiries = renewals = 0  # a renewal: the line is empty, the expired job runs on, no switch
    arrival.append(never)
    newcomer, coming = 1, arrival[1]
    while True:
        if line:
            job = take()
        elif coming < never:
            if coming > now:
                now = coming
            job = newcomer
            newcomer += 1
            coming = arrival[newcomer]
        else:
            break
        now += switch_cost
        if job == fresh:
            fresh += 1
            first.append(now)
        if logged:
            log_job(job)
            log_start(now)
        need = left[job]
        if need > quantum:
            left[job] = need - quantum
            now += quantum
            expiries += 1
            while coming <= now - late:
                enter(newcomer)
                newcomer += 1
                coming = arrival[newcomer]
            if not line:
                renewals += 1
                now -= switch_cost  # it keeps the CPU: undo what the next turn adds
            enter(job)
        else:
            now += need
            done[job] = now
            while coming <= now:
                enter(newcomer)
                newcomer += 1
                coming = arrival[newcomer]
    dispatches = len(order) + expiries
    switches = dispatches - 1 - renewals
    return Run(
        first=_as_listed(first, order),
        done=_as_listed(done, order),
        dispatches=dispatches,
        switches=switches,
        overhead=switches * switch_cost,
        log=partial(_log, table, order, jobs, starts, quantum, switch_cost) if logged else None,
    )


def _in_order(values: list[int], order: Sequence[int]) -> list[int]:
    """Bring values in the order of the workload into order of arrival."""
    return values.copy() if isinstance(order, range) else [values[job] for job in order]


def _as_listed(values: list[int], order: Sequence[int]) -> list[int]:
    """Bring values in order of arrival into the order of the workload."""
    if isinstance(order, range):
        return values
    return [value for _, value in sorted(zip(order, values, strict=True))]


def _log(
    table: Table,
    order: Sequence[int],
    places: Sequence[int],
    starts: Sequence[int],
    quantum: int,
    switch_cost: int,
) -> Log:
    """Fill in the log. In a line, the order of dispatch is the order of entry."""
    log = Log()
    left = [bursts[0] for bursts in table.bursts]
    entered = list(table.arrival)
    cause = [Entry.NEW] * len(left)
    last = order[0]
    for place, start in zip(places, starts, strict=True):
        job = order[place]
        log.enter(job, entered[job], cause[job], 0)
        log.open(job, 0, start - (switch_cost if job != last else 0), start, 0)
        end = start + min(quantum, left[job])
        left[job] -= end - start
        log.close(len(log.job) - 1, end, End.EXPIRED if left[job] else End.FINISHED)
        entered[job], cause[job], last = end, Entry.EXPIRED, job
    return log

"""The express lanes: FCFS and round robin on one CPU, without I/O.

One line and one CPU need no timers: time goes from slice to slice, ten times as fast as in
`machine`. A test holds the two equal. The log is worked out only when someone looks at it.

In here a job is its place in the order of arrival, so the next newcomer is the next number, and
newcomers run for the first time in the order of their numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from course.scheduling.jobs import Table
from course.scheduling.log import End, Entry, Log, Run


def run_fcfs(table: Table, order: Sequence[int], *, switch_cost: int) -> Run:
    """Run first come, first served: no queue is needed, one follows the other."""
    arrivals, needs = _in_order(table.arrival, order), _in_order(table.cpu, order)
    first: list[int] = []
    done: list[int] = []
    arrivals[0] -= switch_cost  # the first dispatch is free
    now = arrivals[0]
    for arrival, need in zip(arrivals, needs, strict=True):
        if arrival > now:
            now = arrival
        now += switch_cost
        first.append(now)
        now += need
        done.append(now)
    jobs = len(order)
    log = partial(_log, table, order, range(jobs), table.total_cpu, switch_cost)
    return _run(order, first, done, jobs, jobs - 1, switch_cost, log)


def run_rr(
    table: Table,
    order: Sequence[int],
    *,
    quantum: int,
    switch_cost: int,
    preempted_first: bool,
    logged: bool,
) -> Run:
    """Run round robin. A turn and what a job has left both include the switch that comes first."""
    turn = switch_cost + quantum
    left = [switch_cost + need for need in _in_order(table.cpu, order)]
    arrival = _in_order(table.arrival, order)
    late = int(preempted_first)
    if late:  # let in a tick later: behind the job that expires at the instant of the arrival
        arrival = [time + 1 for time in arrival]
    never = arrival[-1] + table.total_cpu * (switch_cost + 1) + 1  # when all is long over
    arrival.append(never)
    first: list[int] = []
    done = [0] * len(order)
    jobs: list[int] = []  # who was dispatched, one after the other
    line: deque[int] = deque([0])
    enter, take, log_job = line.append, line.popleft, jobs.append
    now = arrival[0] - late - switch_cost  # the first dispatch is free
    newcomer, coming = 1, arrival[1]
    fresh = expiries = renewals = 0  # fresh: the next job that runs for the first time
    while True:
        if line:
            job = take()
        elif newcomer < len(order):
            if coming - late > now:
                now = coming - late
            job = newcomer
            newcomer += 1
            coming = arrival[newcomer]
        else:
            break
        if logged:
            log_job(job)
        if job == fresh:
            fresh += 1
            first.append(now)
        need = left[job]
        if need > turn:
            left[job] = need - quantum
            now += turn
            while coming <= now:
                enter(newcomer)
                newcomer += 1
                coming = arrival[newcomer]
            expiries += 1
            if not line:  # it keeps the CPU: take back what the next turn counts for a switch
                renewals += 1
                now -= switch_cost
            enter(job)
        else:
            now += need
            done[job] = now
            while coming <= now:
                enter(newcomer)
                newcomer += 1
                coming = arrival[newcomer]
    if switch_cost:
        first = [time + switch_cost for time in first]
    log = partial(_log, table, order, jobs, quantum, switch_cost) if logged else None
    dispatches = len(order) + expiries
    return _run(order, first, done, dispatches, dispatches - 1 - renewals, switch_cost, log)


def _run(
    order: Sequence[int],
    first: list[int],
    done: list[int],
    dispatches: int,
    switches: int,
    switch_cost: int,
    log: Callable[[], Log] | None,
) -> Run:
    if not isinstance(order, range):
        first, done = _as_listed(first, order), _as_listed(done, order)
    return Run(first, done, dispatches, switches, switches * switch_cost, log)


def _in_order(values: list[int], order: Sequence[int]) -> list[int]:
    """Bring values from the order of the workload into order of arrival."""
    return values.copy() if isinstance(order, range) else [values[job] for job in order]


def _as_listed(values: list[int], order: Sequence[int]) -> list[int]:
    """Bring values from order of arrival into the order of the workload."""
    return [value for _, value in sorted(zip(order, values, strict=True))]


def _log(
    table: Table, order: Sequence[int], places: Sequence[int], quantum: int, switch_cost: int
) -> Log:
    """Work out the log from who was dispatched: in a line, that is also the order of entry."""
    log = Log()
    left = table.cpu.copy()
    entered = table.arrival.copy()
    cause = [Entry.NEW] * len(left)
    now, last = 0, order[0]
    for index, place in enumerate(places):
        job = order[place]
        log.enter(job, entered[job], cause[job], 0)
        now = max(now, entered[job])
        start = now + (switch_cost if job != last else 0)
        log.open(job, 0, now, start, 0)
        ran = min(quantum, left[job])
        left[job] -= ran
        now, last = start + ran, job
        log.close(index, now, End.EXPIRED if left[job] else End.FINISHED)
        entered[job], cause[job] = now, Entry.EXPIRED
    return log

"""Lesson 4's workloads and measures, and two children that compete for a CPU."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, TypeAlias

import psutil

from course.drivers.feedback_flaws import FLAWS, flawed_traces
from course.processes import started
from course.scheduling import MLFQ, Job, Time, Trace, simulate
from course.workers import feedback_queues as workers

Plain: TypeAlias = tuple[str, int, int]
"""A job as plain data: name, arrival, CPU time."""

Problem: TypeAlias = tuple[list[Plain], int, int]
"""Jobs, the number of queues and the slice of the first."""

PROBLEM_SLICES = (1, 2, 4)


def jobs_of(plain: Iterable[Sequence[Any]]) -> list[Job]:
    """Turn plain `(name, arrival, cpu)` into jobs.

    Raises:
        TypeError, ValueError: if an item is no such triple, or a number in it is impossible.
    """
    return [Job(name, arrival, cpu) for name, arrival, cpu in plain]


# --- workloads ------------------------------------------------------------------------------


def where_problem(seed: int) -> tuple[list[Plain], tuple[int, int]]:
    """Return jobs and two moments at which the jobs stand in different queues, from a seed."""
    draw = random.Random(f"where {seed}").randint
    while True:
        arrivals = [0, draw(1, 3), draw(3, 6), draw(7, 10)]
        jobs = [(name, at, draw(2, 9)) for name, at in zip("ABCD", arrivals, strict=True)]
        moments = (arrivals[2] + draw(1, 3), arrivals[3] + draw(2, 5))
        trace = simulate(jobs_of(jobs), MLFQ(PROBLEM_SLICES))
        seen = [queues_at(trace, moment) for moment in moments]
        if {1, 2, 3} <= {*seen[0].values(), *seen[1].values()} and seen[0] != seen[1]:
            found = [flawed_queues(jobs, PROBLEM_SLICES, moment) for moment in moments]
            wrong = [both for slug in FLAWS if (both := [each[slug] for each in found]) != seen]
            if len(wrong) >= 5 and all(wrong.count(each) == 1 for each in wrong):
                return jobs, moments  # each flaw that shows, shows in a way of its own


def desk(seed: int) -> list[Plain]:
    """Return a day at a desk: 20 commands that need 1 to 3, and three batch jobs of 25 to 40."""
    draw = random.Random(f"desk {seed}").randint
    batch = [(f"batch {at + 1}", at * 20 + draw(0, 15), draw(25, 40)) for at in range(3)]
    commands, now = [], 0
    for at in range(20):
        now += draw(3, 9)
        commands.append((f"command {at + 1}", now, draw(1, 3)))
    return batch + commands


# --- what is measured -----------------------------------------------------------------------


def queues_at(trace: Trace, moment: Time) -> dict[str, int | None]:
    """Return each job's queue (1 is the first) just after a moment; None if it is not there."""
    found: dict[str, int | None] = dict.fromkeys(trace.workload.names)
    for event in trace.ready_events:
        if event.time <= moment:
            moved = found if event.name is None else [event.name]
            for name in moved:
                found[name] = event.level + 1
    there = {row.name: row.arrival <= moment < row.completion for row in trace.jobs.values()}
    return {name: queue if there[name] else None for name, queue in found.items()}


def flawed_queues(jobs: Sequence[Plain], slices: Sequence[Time], moment: Time) -> dict[str, Any]:
    """Return what each known flaw makes of the queues at a moment."""
    traces = flawed_traces(jobs_of(jobs), slices)
    return {slug: queues_at(trace, moment) for slug, trace in traces.items()}


def longest_wait(trace: Trace, name: str) -> Time:
    """Return the longest time in a row for which a job was ready and did not run."""
    job = trace.jobs[name]
    turns = [each for each in trace.slices if each.name == name and each.length]
    ends = [job.arrival, *(each.end for each in turns)]
    return max(each.start - end for each, end in zip(turns, ends, strict=False))


def most_at_once(trace: Trace, but: str) -> int:
    """Return how many jobs were in the system at one time, one of them not counted."""
    rows = [row for row in trace.jobs.values() if row.name != but]
    counts = (sum(r.arrival <= at.arrival < r.completion for r in rows) for at in rows)
    return max(counts, default=0)


def desk_figures(seed: int, levels: int, first: int) -> tuple[float, int]:
    """Return the mean turnaround of the commands of a day, and the number of switches."""
    trace = simulate(jobs_of(desk(seed)), MLFQ.doubling(levels, first))
    commands = [row.turnaround for name, row in trace.jobs.items() if name.startswith("command")]
    return float(sum(commands)) / len(commands), trace.metrics().switches


@contextmanager
def two_counters() -> Iterator[tuple[BaseProcess, BaseProcess, Callable[[], dict[str, int]]]]:
    """Start `plain` and `nice` on one CPU; the third item lets both count, and says how far."""
    spawn = multiprocessing.get_context("spawn")
    ready, gate, counts = spawn.SimpleQueue(), spawn.Event(), spawn.SimpleQueue()
    start = partial(started, workers.count_up, ready, gate, counts, start_method="spawn")

    def count() -> dict[str, int]:
        gate.set()
        return dict(counts.get() for _ in range(2))

    with start(name="plain") as plain, start(name="nice") as nice:
        for child in (plain, nice):
            ready.get()
            _tie_to_one_cpu(psutil.Process(child.pid))
        yield plain, nice, count


def _tie_to_one_cpu(process: psutil.Process) -> None:
    """Let a process run on the first of its CPUs only, where the system can (macOS cannot)."""
    if hasattr(process, "cpu_affinity"):
        process.cpu_affinity(process.cpu_affinity()[:1])


# --- the oracle of `mlfq`, and its many inputs in one call ------------------------------------


def mixed_problem(seed: int, levels: int, first: int) -> Problem:
    """Return five jobs in no order, with a time of rest before the last one comes."""
    draw = random.Random(f"mixed {seed}").randint
    jobs = [(name, draw(0, 12), draw(1, 11)) for name in "PQRS"]
    jobs.insert(draw(0, 4), ("late", 60, draw(2, 5)))
    return jobs, levels, first


def completions(jobs: Sequence[Plain], levels: int, first: int) -> dict[str, Time]:
    """Return when each job completes under feedback queues whose slice doubles."""
    trace = simulate(jobs_of(jobs), MLFQ.doubling(levels, first))
    return {name: row.completion for name, row in trace.jobs.items()}


def flawed_completions(*problems: Problem) -> dict[str, list[dict[str, Time]]]:
    """Return what each known flaw makes of each problem's completions."""
    found: dict[str, list[dict[str, Time]]] = {slug: [] for slug in FLAWS}
    for jobs, levels, first in problems:
        for slug, trace in flawed_traces(
            jobs_of(jobs), MLFQ.doubling(levels, first).slices
        ).items():
            found[slug].append({name: row.completion for name, row in trace.jobs.items()})
    return found


def mlfq_on_each(module: ModuleType, problems: Sequence[Problem]) -> list[Any]:
    """Call `module.mlfq` on each problem."""
    return [module.mlfq(list(jobs), levels, first) for jobs, levels, first in problems]

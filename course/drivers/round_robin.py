"""Lesson 3: its problems, common slips, and real workers for a student's `take_turns`.

The report does not rest on what `take_turns` returns: each worker keeps its own record of when it
ran, and the system says which have ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from types import ModuleType
from typing import Any, TypeAlias

import psutil

from course.processes import State, wait_for_state
from course.scheduling import FCFS, RR, Entry, Job, Policy, Trace, simulate
from course.scheduling.problems import Problem, problem
from course.scheduling.replay import decisions
from course.workers.round_robin import Worker, compute

PATIENCE = 8.0  # seconds for a worker to get ready; less than a call may take
BLUR = 0.02  # seconds for which records may overlap in all: suspending takes a moment

Stretch: TypeAlias = tuple[float, float, str]  # start, end, who

Turn: TypeAlias = tuple[Any, str, list[str]]  # when, who, and those that wait behind
PlainJob: TypeAlias = tuple[str, int, int]  # name, arrival, CPU time


def queue_problem(seed: int) -> Problem:
    """Return the first problem from a seed on that shows what a ready queue can do.

    All three ways into the queue occur, the rule for ties matters, and a line is not in the order
    of the alphabet; there are 7 to 10 turns.
    """
    for number in count(seed):
        asked = problem("RR", number, jobs=4, io=True)
        turns = turns_under(asked, asked.policy)
        causes = {entry.cause for entry in trace_of(asked).ready_events}
        if (
            7 <= len(turns) <= 10
            and causes == {Entry.NEW, Entry.UNBLOCKED, Entry.EXPIRED}
            and turns != turns_under(asked, other_rule(asked))
            and any(line != sorted(line) for _, _, line in turns)
        ):
            return asked
    raise AssertionError("count() never ends")


def trace_of(asked: Problem) -> Trace:
    """Simulate a problem."""
    return simulate(asked.workload, asked.policy)


def other_rule(asked: Problem) -> RR:
    """Return the problem's policy with the other rule for ties."""
    assert isinstance(asked.policy, RR)
    arrivals = asked.policy.preempted_first
    return replace(asked.policy, tie="arrivals first" if arrivals else "preempted first")


def turns_under(asked: Problem, policy: Policy) -> list[Turn]:
    """Return when who gets the CPU under a policy, and who waits behind, head first."""
    trace, names = simulate(asked.workload, policy), asked.workload.names
    rows = []
    for made, each in zip(decisions(trace), trace.slices, strict=True):
        waiting = [names[job] for job in made.ready if names[job] != each.name]
        rows.append((each.start, each.name, waiting))
    return rows


def plain_turns(jobs: Sequence[PlainJob], policy: Policy, switch_cost: int) -> list[Any]:
    """Simulate plain jobs; return (name, start, end) for each turn."""
    trace = simulate([Job(*job) for job in jobs], policy, switch_cost=switch_cost)
    return [(each.name, each.start, each.end) for each in trace.slices]


def slips(jobs: Sequence[PlainJob], quantum: int, switch_cost: int) -> dict[str, Any]:
    """Return how common mistakes in `round_robin` show on a workload, under their names."""
    ring, arrives = RR(quantum), {name: arrival for name, arrival, _ in jobs}
    right = plain_turns(jobs, ring, switch_cost)
    once = [(name, at, min(cpu, quantum)) for name, at, cpu in jobs]
    whole = [(name, at, cpu // quantum * quantum) for name, at, cpu in jobs if cpu >= quantum]
    kept = [
        (name, begin, min(begin + quantum, end))
        for name, start, end in plain_turns(jobs, FCFS(), switch_cost)
        for begin in range(start, end, quantum)
    ]
    wrong = {
        "rr-not-requeued": plain_turns(once, ring, switch_cost),
        "rr-kept-the-cpu": kept,
        "rr-preempted-before-arrivals": plain_turns(
            jobs, RR(quantum, "preempted first"), switch_cost
        ),
        "rr-last-slice-lost": plain_turns(whole, ring, switch_cost) if whole else [],
        "rr-switch-forgotten": plain_turns(jobs, ring, 0),
    }
    found: dict[str, Any] = {slug: turns for slug, turns in wrong.items() if turns != right}
    found["rr-idle-gap-missed"] = lambda o: any(start < arrives[name] for name, start, _ in o.value)
    return found


@contextmanager
def suspended_workers(cpu: Mapping[str, float]) -> Iterator[list[Worker]]:
    """Lend a started, suspended worker for each name; it needs so many seconds of CPU time.

    None of them is left running when the block ends.
    """
    with _crew(cpu) as (workers, _):
        yield workers


def turns_of(module: ModuleType, cpu: Mapping[str, float], slice_length: float) -> dict[str, Any]:
    """Let `take_turns` run workers that need so much CPU time; return what came of it.

    turns: what the function returned. unfinished: the workers that had not ended by then.
    recorded: who ran, by the workers' own records, neighbours told apart. strayed: whether anyone
    ran outside its turn. resumed_together: whether another one was free to run, too, when the
    function first waited for one.
    """
    with _crew(cpu) as (workers, lines):
        free: list[Worker] = []

        def look() -> None:
            if not free:
                free.extend(worker for worker in workers if _may_run(worker))

        for worker in workers:
            worker.waited_for = look
        turns = module.take_turns(list(workers), slice_length)
        resumed_together = len(free) > 1
        unfinished = [worker.name for worker in workers if worker.exitcode is None]
        ran = sorted(
            (start, end, worker.name)
            for worker, line in zip(workers, lines, strict=True)
            if worker.exitcode == 0 and line.poll(0)
            for start, end in line.recv()
        )
    recorded = in_a_row([name for _, _, name in ran])
    # On one CPU, two that may run at once do not overlap: the system lets them alternate.
    often = type(turns) is list and len(recorded) > len(in_a_row(turns))
    return {
        "turns": turns,
        "unfinished": unfinished,
        "recorded": recorded,
        "strayed": often or together(ran) > BLUR,
        "resumed_together": resumed_together,
    }


def in_a_row(names: Sequence[str]) -> list[str]:
    """Leave out each name that follows itself."""
    return [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]


def together(ran: Sequence[Stretch]) -> float:
    """Return for how many seconds two different workers ran at one time."""
    return sum(
        max(0.0, min(end, other_end) - max(start, other_start))
        for at, (start, end, name) in enumerate(ran)
        for other_start, other_end, other in ran[at + 1 :]
        if other != name
    )


def _may_run(worker: Process) -> bool:
    """Tell whether a worker is not suspended; one that has ended was not, either."""
    try:
        return bool(psutil.Process(worker.pid).status() != psutil.STATUS_STOPPED)
    except psutil.NoSuchProcess:
        return True


def one_ring(turns: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether `turns` go round the ring `names`, which each leaves after its last turn."""
    ready = list(names)
    for at, name in enumerate(turns):
        if not ready or ready.pop(0) != name:
            return False
        if name in turns[at + 1 :]:
            ready.append(name)
    return not ready


def is_part_of(some: Sequence[str], turns: Sequence[str]) -> bool:
    """Tell whether `some` is left when names are taken out of `turns`."""
    rest = iter(turns)
    return all(name in rest for name in some)


@contextmanager
def _crew(cpu: Mapping[str, float]) -> Iterator[tuple[list[Worker], list[Connection]]]:
    workers: list[Worker] = []
    lines: list[Connection] = []
    try:
        for name, seconds in cpu.items():
            ours, theirs = Pipe()
            worker = Worker(target=compute, args=(theirs, seconds), name=name)
            worker.start()
            theirs.close()
            workers.append(worker)
            lines.append(ours)
        for worker, line in zip(workers, lines, strict=True):
            if not line.poll(PATIENCE):
                raise TimeoutError(f"worker {worker.name} did not say that it is ready")
            line.recv()
            psutil.Process(worker.pid).suspend()
            wait_for_state(worker, State.STOPPED, deadline=PATIENCE)
            line.send("go")  # read when the worker is resumed for the first time
        yield workers, lines
    finally:
        for worker in workers:
            worker.kill()  # also ends a suspended one
        for worker in workers:
            worker.join()

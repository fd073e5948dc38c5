"""A scheduler for real processes, in user space: the simulators' policies over live workers.

>>> from course.dispatch import run_for_real            # doctest: +SKIP
>>> from course.scheduling import RR, workloads         # doctest: +SKIP
>>> print(run_for_real(workloads.convoy(), RR(4)))      # doctest: +SKIP

The machine of `course.scheduling` decides who runs and for how long; here its time does not pass
by itself. It passes while real workers compute: each is a process of its own, suspended until it
is dispatched, resumed for its slice and suspended again, by psutil, on every system. A worker
burns CPU time (not wall time), so a busy computer makes a run longer and its order no different.
What each worker did, and when, comes from the worker's own clock readings.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import psutil

from course.scheduling import Job, Policy, Trace, Workload, simulate
from course.scheduling.log import End, Log
from course.scheduling.machine import NOBODY, Core, Machine
from course.workers import dispatched

MOST_WORKERS = 12
MOST_SECONDS = 30.0
PATIENCE = 60.0  # seconds to wait for a worker, on however busy a computer


@dataclass(frozen=True)
class Turn:
    """One stretch of real work: `start` and `end` in seconds since the run began."""

    name: str
    pid: int
    start: float
    end: float


@dataclass(frozen=True)
class RealRun:
    """What real workers did under a policy; `simulated` is the same workload's simulated trace."""

    workload: Workload
    policy: Policy
    turns: tuple[Turn, ...]
    completion_order: tuple[str, ...]
    simulated: Trace

    @property
    def order(self) -> tuple[str, ...]:
        """Who worked, turn after turn; turns of one worker in a row count as one."""
        names: list[str] = []
        for turn in self.turns:
            if not names or names[-1] != turn.name:
                names.append(turn.name)
        return tuple(names)

    @property
    def overlaps(self) -> tuple[tuple[Turn, Turn], ...]:
        """Pairs of neighbouring turns of which the second began before the first had ended."""
        pairs = zip(self.turns, self.turns[1:], strict=False)
        return tuple((one, next_) for one, next_ in pairs if next_.start < one.end)

    def gantt(self, width: int = 60) -> str:
        """Draw each worker's turns to scale, one row a worker, as text."""
        if not self.turns:
            return ""
        total = max(turn.end for turn in self.turns)
        size = max(len(job.name) for job in self.workload)
        rows = []
        for job in self.workload:
            row = ["·"] * width
            for turn in self.turns:
                if turn.name == job.name:
                    first = min(int(turn.start / total * width), width - 1)
                    last = max(first + 1, int(turn.end / total * width))
                    row[first:last] = "█" * (last - first)
            rows.append(f"{job.name.ljust(size)} |{''.join(row)}|")
        return "\n".join(rows)

    def __str__(self) -> str:
        return f"{self.policy}, simulated\n{self.simulated.gantt()}\n\nreal\n{self.gantt()}"


def run_for_real(
    jobs: Iterable[Job],
    policy: Policy,
    *,
    cpus: int = 1,
    unit: float = 0.03,
    start_method: str = "spawn",
) -> RealRun:
    """Run each job as a process under a policy; return what they did. Blocks until all ended.

    Args:
        jobs: at most 12; their CPU time may come to at most 30 seconds.
        policy: decides as in `simulate`.
        cpus: how many workers may compute at one time.
        unit: seconds of CPU time that one unit of a job's time takes.
        start_method: how the workers are started.

    Raises:
        ValueError: if there are too many jobs, or they would take too long.
        RuntimeError: if a worker ended or fell silent before its work was done.
    """
    simulated = simulate(jobs, policy, cpus=cpus)  # checks what it is given, too
    workload, ticks = simulated.workload, simulated.ticks
    if len(workload) > MOST_WORKERS:
        raise ValueError(f"{len(workload)} jobs are too many to run; give at most {MOST_WORKERS}")
    end = max(float(each.end) for each in simulated.slices)
    if not 0 < unit * end <= MOST_SECONDS:
        raise ValueError(
            f"{end:g} units of {unit:g} s are {unit * end:g} s; "
            f"choose a unit that makes more than 0 and at most {MOST_SECONDS:g} s"
        )
    tick = unit / ticks.scale
    with crew(workload, tick, start_method) as workers:
        machine = RealMachine(
            workload.table(ticks),
            policy.ready_queue(workload.table(ticks), ticks),
            cpus=cpus,
            switch_cost=0,
            preempted_first=policy.preempted_first,
            tie=policy.line_up(workload.table(ticks)),
            log=Log(),
        )
        machine.hire(workers, tick)
        machine.go()
    names = workload.names
    turns = tuple(
        Turn(names[job], workers[job].process.pid or 0, start, end)
        for job, start, end in sorted(machine.turns, key=lambda turn: turn[1:])
    )
    return RealRun(
        workload, policy, turns, tuple(names[job] for job in machine.finished), simulated
    )


@dataclass(frozen=True)
class Worker:
    """A live worker: its process, the line to it, and the handle that suspends and resumes it."""

    process: BaseProcess
    line: Connection
    handle: psutil.Process

    def answer(self) -> tuple[float, float]:
        """Wait for the worker's report.

        Raises:
            RuntimeError: if it ended or fell silent.
        """
        try:
            if self.line.poll(PATIENCE):
                began, done = self.line.recv() or (0.0, 0.0)
                return began, done
        except EOFError:
            pass
        raise RuntimeError(f"the worker {self.process.name} ended or fell silent before its time")


@contextmanager
def crew(workload: Workload, tick: float, start_method: str) -> Iterator[list[Worker]]:
    """Start a suspended worker for each job; whatever happens, none is left afterwards."""
    context = multiprocessing.get_context(start_method)
    workers: list[Worker] = []
    try:
        for job in workload:
            ours, theirs = context.Pipe()
            process = context.Process(  # type: ignore[attr-defined]
                target=dispatched.work, args=(theirs, tick), name=job.name, daemon=True
            )
            process.start()
            theirs.close()
            workers.append(Worker(process, ours, psutil.Process(process.pid)))
        for worker in workers:
            worker.answer()
            worker.handle.suspend()
        yield workers
    finally:
        for worker in workers:
            worker.line.close()
            if worker.process.exitcode is None:
                worker.process.kill()  # a suspended process hears nothing gentler
        for worker in workers:
            worker.process.join()


class RealMachine(Machine):
    """The simulated machine, whose time passes only while real workers compute."""

    def hire(self, workers: list[Worker], tick: float) -> None:
        """Give the machine its workers; a tick is so many seconds of CPU time."""
        self.workers = workers
        self.tick = tick
        self.clock = 0
        self.began = time.monotonic()
        self.turns: list[tuple[int, float, float]] = []
        self.finished: list[int] = []

    def next_instant(self) -> int | None:
        """Find the next event as the simulator does, then let the time until it pass."""
        now = super().next_instant()
        if now is not None and now > self.clock:
            self.let_pass(self.clock, now)
            self.clock = now
        return now

    def let_pass(self, before: int, now: int) -> None:
        """Let the dispatched workers compute until `now`, and wait until they have."""
        busy = [core.job for core in self.cores if core.job != NOBODY]
        for job in busy:
            self.workers[job].handle.resume()
            self.workers[job].line.send(now - before)
        for job in busy:
            start, end = self.workers[job].answer()
            self.workers[job].handle.suspend()
            self.note(job, start - self.began, end - self.began)
        if not busy:  # an idle CPU: time passes all the same
            threading.Event().wait((now - before) * self.tick)

    def note(self, job: int, start: float, end: float) -> None:
        """Write a turn down."""
        self.turns.append((job, start, end))

    def leave(self, core: Core, now: int, how: End) -> None:
        """Take a job off its CPU; one that has finished ends its process and is waited for."""
        job = core.job
        super().leave(core, now, how)
        if how is End.FINISHED:
            worker = self.workers[job]
            worker.handle.resume()
            worker.line.send(0)
            worker.process.join(PATIENCE)
            self.finished.append(job)


__all__ = ["RealRun", "Turn", "run_for_real"]

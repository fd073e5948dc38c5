"""Lesson 11's capstone: jobs for a student's supervisor, and the record of what really ran."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import SimpleQueue, connection, current_process
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from course.drivers.sync_pools import patiently
from course.events import EventLog
from course.workers.sync_share_pool import Job

LEAVING = 1.0  # seconds in which a process that is about to end does end
SILENCE = 5.0  # seconds without any news after which nothing more will come


class Crew:
    """The processes that a supervisor starts: how many there are at one time."""

    def __init__(self, limit: int) -> None:
        """Expect at most `limit` at one time."""
        self.limit = limit
        self.started: list[BaseProcess] = []
        self.most = 0
        self.news = time.monotonic()

    def alive(self) -> list[BaseProcess]:
        """Return those that have not ended."""
        return [child for child in self.started if not has_ended(child)]

    def make_room(self) -> None:
        """Before another one is started, give those that are about to end a moment to do so."""
        until = time.monotonic() + LEAVING
        while len(self.alive()) >= self.limit and time.monotonic() < until:
            time.sleep(0.005)

    def hopeless(self) -> bool:
        """Tell whether a job has ended by itself, and its supervisor has done nothing since."""
        return time.monotonic() - self.news > SILENCE and any(map(has_ended, self.started))

    def uncollected(self) -> list[str]:
        """Return the names of those whose end nobody has waited for."""
        return [
            child.name
            for child in self.started
            if (popen := child._popen) is not None and popen.returncode is None  # type: ignore[attr-defined]
        ]


def has_ended(child: BaseProcess) -> bool:
    """Tell whether a process has ended, without collecting its exit code."""
    try:
        return bool(wait([child.sentinel], 0))
    except ValueError:
        return True  # the object is closed, which only the end allows


@contextmanager
def watched_starts(limit: int) -> Iterator[Crew]:
    """Count the processes that this process starts; end them with the block."""
    crew, start = Crew(limit), BaseProcess.start

    def counted(self: BaseProcess) -> None:
        crew.make_room()
        start(self)
        crew.started.append(self)
        crew.most = max(crew.most, len(crew.alive()))
        crew.news = time.monotonic()

    BaseProcess.start = counted  # type: ignore[method-assign]
    try:
        yield crew
    finally:
        BaseProcess.start = start  # type: ignore[method-assign]
        for child in crew.started:
            if not has_ended(child):
                child.kill()
        for child in crew.started:
            if child._popen is not None:  # type: ignore[attr-defined]
                child.join()


@contextmanager
def watched_answers(crew: Crew, interrupt_at: int) -> Iterator[None]:
    """Note each recv() of this process as news; at the so-manieth a Ctrl-C comes (0: never)."""
    base: Any = connection._ConnectionBase
    recv, me, times = base.recv, current_process().pid, 0

    def counted(self: Any) -> Any:
        nonlocal times
        if current_process().pid == me:  # a forked child has this function, too
            crew.news = time.monotonic()
            times += 1
            if times == interrupt_at:
                raise KeyboardInterrupt
        return recv(self)

    base.recv = counted
    try:
        yield
    finally:
        base.recv = recv


def supervised(
    module: ModuleType,
    jobs: Sequence[tuple[Any, ...]],
    policy: str,
    limit: int = 2,
    quantum: int = 2,
    interrupt_at: int = 0,
) -> dict[str, Any]:
    """Let `run_jobs` run jobs (name, steps, budget, fails); return what came of it.

    codes: what it returned, or "KeyboardInterrupt", or "hangs". turns: who did how many steps, by
    the jobs' own record; turns of one job in a row count as one. most: how many processes there
    were at one time. left: the jobs whose process was not waited for. log: what it wrote down.
    """
    notes: Any = SimpleQueue()
    work = [replace(Job(*job), notes=notes) for job in jobs]
    log = EventLog("supervisor")
    with watched_starts(limit) as crew, watched_answers(crew, interrupt_at):
        try:
            codes = patiently(
                lambda: module.run_jobs(work, policy, log, limit, quantum), crew.hopeless
            )
        except KeyboardInterrupt:
            codes = "KeyboardInterrupt"
        left = crew.uncollected()
        names = [child.name for child in crew.started]
    turns: list[tuple[str, int]] = []
    while not notes.empty():
        name, steps = notes.get()
        if turns and turns[-1][0] == name:
            turns[-1] = (name, turns[-1][1] + steps)
        else:
            turns.append((name, steps))
    return {
        "codes": codes,
        "turns": turns,
        "most": crew.most,
        "left": left,
        "started": names,
        "log": [event.what for event in log.events],
    }

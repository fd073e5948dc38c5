"""Stop processes: ask politely, wait until a deadline, kill what is left, wait, and report.

An exit code belongs to the program that started the child. So nothing here collects one behind its
back, except for `multiprocessing` children, whose `Process` object keeps it.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.process import BaseProcess

import psutil

from course.processes.looking import look_at, tree
from course.processes.records import AnyProcess, ProcessGone, ProcessRecord, handle, pid_of
from course.processes.states import State


class How(StrEnum):
    """Say how a process was stopped, or why it was not."""

    ALREADY_ENDED = "had already ended"
    WHEN_ASKED = "ended when asked"
    KILLED = "had to be killed"
    LEFT_ALONE = "left alone: a helper"
    REFUSED = "not stopped: the system refused"
    STILL_RUNNING = "still running"


@dataclass(frozen=True)
class Stopped:
    """What became of one process that was to be stopped; `seconds` is how long that took."""

    pid: int
    title: str
    how: How
    seconds: float
    helper: str | None = None

    def __str__(self) -> str:
        return f"{self.title} (pid {self.pid}) {self.how}"


def stop(process: AnyProcess, *, grace: float = 2.0) -> tuple[Stopped, ...]:
    """Stop `process` and all below it; return what was done, parents before children.

    A process is asked to end, and killed if it still runs after `grace` seconds. This process and
    those above it are refused with a ValueError: that would end the kernel.
    """
    pid = pid_of(process)
    _refuse_suicide(pid)
    try:
        records = [record for _, record in tree(process).walk()]
    except ProcessGone:
        _collect(process)
        return (Stopped(pid, "process", How.ALREADY_ENDED, 0.0),)
    done = _stop_records(records, grace)
    _collect(process)
    return done


def stop_all(
    process: AnyProcess | None = None, *, grace: float = 2.0, helpers: bool = False
) -> tuple[Stopped, ...]:
    """Stop everything below `process` (this one if None), but not itself; return what was done.

    Helpers are reported and left alone unless `helpers` is true.
    """
    done: dict[int, Stopped] = {}
    deadline = time.monotonic() + grace + 5.0
    while time.monotonic() < deadline:  # again, for what was started while the others were ending
        records = [record for depth, record in tree(process).walk() if depth]
        fresh = [record for record in records if record.pid not in done]
        if not fresh:
            break
        spared = [record for record in fresh if record.helper and not helpers]
        done |= {r.pid: Stopped(r.pid, r.title, How.LEFT_ALONE, 0.0, r.helper) for r in spared}
        wanted = [record for record in fresh if record.pid not in done]
        done |= {report.pid: report for report in _stop_records(wanted, grace)}
        _collect(None)
    return tuple(done.values())


def _refuse_suicide(pid: int) -> None:
    me = psutil.Process()
    if pid == me.pid or pid in {parent.pid for parent in me.parents()}:
        raise ValueError(
            f"pid {pid} is this process or one above it: stopping it would end you too."
        )


def _stop_records(records: Iterable[ProcessRecord], grace: float) -> tuple[Stopped, ...]:
    begun = time.monotonic()
    ends: dict[int, Stopped] = {}
    open_cases: dict[int, tuple[psutil.Process, ProcessRecord]] = {}

    def close(record: ProcessRecord, how: How) -> None:
        open_cases.pop(record.pid, None)
        seconds = 0.0 if how is How.ALREADY_ENDED else time.monotonic() - begun
        ends[record.pid] = Stopped(record.pid, record.title, how, seconds, record.helper)

    def close_ended(how: How, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while open_cases:
            for found, record in list(open_cases.values()):
                if _has_ended(found):
                    close(record, how)
            if time.monotonic() >= deadline:
                return
            time.sleep(0.01)

    order = list(records)
    for record in order:
        try:
            found = handle(record.pid)
        except ProcessGone:
            close(record, How.ALREADY_ENDED)
            continue
        if _has_ended(found) or found.create_time() != (record.created or found.create_time()):
            close(record, How.ALREADY_ENDED)
            continue
        open_cases[record.pid] = found, record
        if not _ask(found):
            close(record, How.REFUSED)
    close_ended(How.WHEN_ASKED, grace)
    for found, _ in open_cases.values():
        _kill(found)
    close_ended(How.KILLED, 5.0)
    for _, record in list(open_cases.values()):
        close(record, How.STILL_RUNNING)
    return tuple(ends[record.pid] for record in order)


def _ask(process: psutil.Process) -> bool:
    """Ask a process to end; False where the system does not allow it."""
    try:
        process.terminate()
        if os.name == "posix" and process.status() == psutil.STATUS_STOPPED:
            process.resume()  # a stopped process cannot follow the request before it is continued
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False
    return True


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.Error:
        return


def _has_ended(process: psutil.Process) -> bool:
    """Tell whether a process will never run again: a zombie only waits to be collected."""
    try:
        return look_at(process).state in (State.ZOMBIE, State.ENDED) or not process.is_running()
    except ProcessGone:
        return True


def _collect(process: AnyProcess | None) -> None:
    """Let the object that started an ended child take its exit code."""
    if isinstance(process, BaseProcess):
        process.join(timeout=1.0)
    elif isinstance(process, subprocess.Popen):
        process.poll()
    multiprocessing.active_children()  # collects those that ended

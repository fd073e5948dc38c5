"""What is known of a process at one moment, alone and as a tree, and what stands for a process."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import TypeAlias

import psutil

from course.processes.states import State

AnyProcess: TypeAlias = (
    "int | BaseProcess | subprocess.Popen[bytes] | subprocess.Popen[str] | psutil.Process"
)


class ProcessGone(LookupError):
    """No process has this pid now: it never existed, or it ended and was collected."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"No process has pid {pid}: it ended and was collected, or never existed.")
        self.pid = pid


@dataclass(frozen=True)
class ProcessRecord:
    """One process as the system described it at the time `seen` (seconds since 1970).

    `name` is the system's word for it (all Python children are called alike), `title` the best name
    for a person: the multiprocessing name, the script or the module that it runs. `helper` says
    what a process is for that Python or the course started for itself (None for all others).
    """

    pid: int
    parent: int | None
    name: str
    title: str
    state: State
    command: tuple[str, ...]
    created: float | None
    rss: int | None
    threads: int | None
    helper: str | None
    seen: float

    @property
    def age(self) -> float | None:
        """Seconds from its creation to this reading."""
        return None if self.created is None else max(0.0, self.seen - self.created)


@dataclass(frozen=True)
class Node:
    """A process and those that it started, directly or not."""

    record: ProcessRecord
    children: tuple[Node, ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, ProcessRecord]]:
        """Yield (depth, record) of this process and all below it, parents before children."""
        yield depth, self.record
        for child in self.children:
            yield from child.walk(depth + 1)

    def draw(self, *, pids: bool = False) -> str:
        """Return the tree as lines of text; `pids` adds the numbers that differ from run to run."""
        return "\n".join(
            f"{'    ' * depth}{_label(record, pids)}: {record.state}"
            for depth, record in self.walk()
        )

    def __str__(self) -> str:
        return self.draw()


def _label(record: ProcessRecord, pids: bool) -> str:
    helper = (
        f" (helper: {record.helper})" if record.helper and record.helper != record.title else ""
    )
    return f"{record.title}{helper}" + (f" [pid {record.pid}]" if pids else "")


def pid_of(process: AnyProcess) -> int:
    """Return the pid of whatever stands for a process; ValueError where it was never started."""
    if isinstance(process, int):
        return process
    if process.pid is None:
        raise ValueError(f"{process!r} was never started, so it has no pid.")
    return process.pid


def handle(process: AnyProcess) -> psutil.Process:
    """Return psutil's handle of `process`, which remembers its creation time; or ProcessGone."""
    if isinstance(process, psutil.Process):
        return process
    pid = pid_of(process)
    try:
        return psutil.Process(pid)
    except (psutil.NoSuchProcess, ValueError, OverflowError):
        raise ProcessGone(pid) from None

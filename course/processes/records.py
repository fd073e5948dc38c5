"""Records of processes as the system describes them at one moment, alone and as a tree."""

from __future__ import annotations

import multiprocessing.process
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from pathlib import PurePath
from typing import TypeAlias

import psutil

from course.processes.states import State, state_from

AnyProcess: TypeAlias = (
    "int | BaseProcess | subprocess.Popen[bytes] | subprocess.Popen[str] | psutil.Process"
)

# How a helper is known: by what its command line mentions.
HELPERS = {
    "multiprocessing.resource_tracker": "resource tracker",
    "multiprocessing.forkserver": "fork server",
    "course.checks.runner": "check runner",
}


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


def look_at(process: AnyProcess) -> ProcessRecord:
    """Return the record of one process; ProcessGone where there is none."""
    found = handle(process)
    try:
        parent = found.parent()
    except psutil.Error:
        parent = None
    return _record(found, _command(parent) if parent else ())


def tree(process: AnyProcess | None = None) -> Node:
    """Return `process` (this one if None) with all its descendants."""
    root = handle(os.getpid() if process is None else process)
    records = {root.pid: look_at(root)}
    below: dict[int, list[int]] = {}
    for found in _children(root):
        try:
            parent = found.ppid()
            above = records.get(parent)
            record = _record(found, above.command if above else ())
        except (psutil.NoSuchProcess, ProcessGone):
            continue
        if above and above.helper == "check runner":
            record = _as_helper(record, above.helper)
        records[found.pid] = record
        below.setdefault(parent, []).append(found.pid)

    def node(pid: int) -> Node:
        return Node(records[pid], tuple(node(child) for child in below.get(pid, ())))

    return node(root.pid)


def descendants(process: AnyProcess | None = None) -> tuple[ProcessRecord, ...]:
    """Return the records of all processes below `process`, parents before their children."""
    return tuple(record for depth, record in tree(process).walk() if depth)


def wait_for_state(process: AnyProcess, *states: State, deadline: float = 5.0) -> ProcessRecord:
    """Poll until `process` is in one of `states`; TimeoutError after `deadline` seconds."""
    found = handle(process)
    give_up = time.monotonic() + deadline
    while (record := look_at(found)).state not in states:
        if time.monotonic() >= give_up:
            wanted = " or ".join(states)
            raise TimeoutError(
                f"{record.title} is {record.state}, not {wanted}, after {deadline:g} s."
            )
        time.sleep(0.01)
    return record


def _children(root: psutil.Process) -> list[psutil.Process]:
    """Return the descendants of `root` in the order of their creation, so parents come first."""
    try:
        found = root.children(recursive=True)
    except psutil.Error:
        return []
    return sorted(found, key=lambda process: (process.create_time(), process.pid))


def _record(process: psutil.Process, parents_command: tuple[str, ...]) -> ProcessRecord:
    with process.oneshot():
        try:
            state = state_from(process.status())
            name, created, parent = process.name(), process.create_time(), process.ppid()
        except psutil.ZombieProcess:  # macOS tells little about a zombie, beyond that it is one
            state, name, created, parent = State.ZOMBIE, "", None, None
        except psutil.NoSuchProcess:
            raise ProcessGone(process.pid) from None
        except psutil.AccessDenied:
            state, name, created, parent = State.UNKNOWN, "", None, None
        command = _command(process)
        helper = _helper(command, parents_command)
        return ProcessRecord(
            pid=process.pid,
            parent=parent,
            name=name,
            title=_names().get(process.pid) or helper or title_of(command) or name or "process",
            state=state,
            command=command,
            created=created,
            rss=_memory(process),
            threads=_threads(process),
            helper=helper,
            seen=time.time(),
        )


def _command(process: psutil.Process) -> tuple[str, ...]:
    try:
        return tuple(process.cmdline())
    except (psutil.Error, OSError):
        return ()


def _memory(process: psutil.Process) -> int | None:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return None


def _threads(process: psutil.Process) -> int | None:
    try:
        return int(process.num_threads())
    except psutil.Error:
        return None


def _helper(command: tuple[str, ...], parents_command: tuple[str, ...]) -> str | None:
    """Say which helper this is; a fork of a helper (same command as its parent) does real work."""
    if command == parents_command:
        return None
    line = " ".join(command)
    return next((kind for mark, kind in HELPERS.items() if mark in line), None)


def _as_helper(record: ProcessRecord, kind: str) -> ProcessRecord:
    return replace(record, helper=kind)


def _names() -> dict[int, str]:
    """Return the multiprocessing names of this process's own children.

    The public `active_children()` collects ended children as it goes: a zombie would be gone before
    anyone saw it.
    """
    try:
        own: list[BaseProcess] = list(getattr(multiprocessing.process, "_children", ()))
    except RuntimeError:  # the set grew while another thread started a child
        own = []
    return {child.pid: child.name for child in own if child.pid is not None}


def title_of(command: tuple[str, ...]) -> str:
    """Return what a person would call a process with this command line ("" where there is none)."""
    if not command:
        return ""
    words = iter(command[1:])
    for word in words:
        if word == "-m":
            module = next(words, "")
            return "kernel" if module.startswith("ipykernel") else module
        if word == "-c":
            return "multiprocessing child" if "multiprocessing" in next(words, "") else "python -c"
        if not word.startswith("-"):
            if PurePath(command[0]).name.lower().startswith("python"):
                return PurePath(word).name
            break
    return PurePath(command[0]).name

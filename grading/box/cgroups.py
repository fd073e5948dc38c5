"""Bound and end whole boxes with control groups, version 1 or 2, whichever the machine has.

A box's group lies below the group of the process that makes it, so limits set outside hold too.
Version 2 needs a delegated group of our own, e.g. `systemd-run --user --scope -p Delegate=yes`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from grading.box.limits import Limits

_PERIOD = 100_000  # microseconds, the kernel's usual span for sharing out processor time
_PATIENCE = 5.0
_SUPERVISOR = "course-supervisor"


class NoCgroups(Exception):
    """There is no control group that we may divide; the message says why."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a box took, as the kernel counted it; None where it does not say."""

    peak_memory: int | None = None
    peak_processes: int | None = None
    refused_processes: int | None = None
    out_of_memory_kills: int | None = None


def _own_groups() -> dict[str, str]:
    """Map each controller ("" is version 2) to this process's group."""
    groups = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            groups[controller] = path
    return groups


def _mount_points() -> dict[str, Path]:
    """Map each controller ("" is version 2) to where it is mounted."""
    points: dict[str, Path] = {}
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, point, kind, options, *_ = line.split()
        if kind == "cgroup2":
            points.setdefault("", Path(point))
        elif kind == "cgroup":
            for option in options.split(","):
                points.setdefault(option, Path(point))
    return points


def own_folder(controller: str) -> Path:
    """Return the folder of this process's group for one controller ("" is version 2)."""
    point = _mount_points().get(controller)
    group = _own_groups().get(controller)
    if point is None or group is None:
        raise NoCgroups(f"no {controller or 'version 2'} control groups are mounted")
    folder = point / group.lstrip("/")
    # within a container the path may be the host's; then the mount's top is our group
    return folder if folder.is_dir() else point


def _write(folder: Path, name: str, value: object) -> None:
    (folder / name).write_text(f"{value}\n")


def _number(path: Path, key: str = "") -> int | None:
    """Read a number, or the one that follows `key` in a file of pairs."""
    try:
        text = path.read_text()
    except OSError:
        return None
    for line in text.splitlines():
        words = line.split()
        if not key and words and words[0].isdigit():
            return int(words[0])
        if key and len(words) == 2 and words[0] == key:
            return int(words[1])
    return None


def pids_in(folder: Path) -> list[int]:
    """List the processes of a group; none if it is gone."""
    try:
        return [int(word) for word in (folder / "cgroup.procs").read_text().split()]
    except OSError:
        return []


def end_group(folders: Iterable[Path]) -> int:
    """Kill everything in a box's group and remove it; return how many were killed."""
    existing = [folder for folder in folders if folder.is_dir()]
    killed: set[int] = set()
    deadline = time.monotonic() + _PATIENCE
    for folder in existing:
        with contextlib.suppress(OSError):
            _write(folder, "pids.max", 0)  # nothing new while we count
    while True:
        living = {pid for folder in existing for pid in pids_in(folder)}
        killed |= living
        for folder in existing:
            with contextlib.suppress(OSError):
                _write(folder, "cgroup.kill", 1)
        for pid in living:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        existing = [folder for folder in existing if not _removed(folder)]
        if not existing or time.monotonic() > deadline:
            return len(killed)
        time.sleep(0.002)


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Group:
    """One box's control group: a folder per hierarchy."""

    folders: tuple[Path, ...]

    @classmethod
    def create(cls, name: str, limits: Limits) -> Self:
        """Make a group with these limits below our own.

        Raises:
            NoCgroups: where none can be made, with the reason.
        """
        try:
            if "pids" in _mount_points() and "memory" in _mount_points():
                return cls(_create_v1(name, limits))
            return cls((_create_v2(name, limits),))
        except OSError as error:
            raise NoCgroups(f"{error.filename or 'control groups'}: {error.strerror}") from error

    def entering(self) -> list[str]:
        """Return a command prefix that joins the group and becomes the rest of the line."""
        joins = " && ".join(f"echo 0 > '{folder}/cgroup.procs'" for folder in self.folders)
        return ["/bin/sh", "-c", f'{joins} && exec "$@"', "sh"]

    def pids(self) -> list[int]:
        """List the processes in the group."""
        return sorted({pid for folder in self.folders for pid in pids_in(folder)})

    def usage(self) -> Usage:
        """Read the kernel's counts."""

        def first(*places: tuple[str, str]) -> int | None:
            for name, key in places:
                for folder in self.folders:
                    if (value := _number(folder / name, key)) is not None:
                        return value
            return None

        return Usage(
            peak_memory=first(("memory.max_usage_in_bytes", ""), ("memory.peak", "")),
            peak_processes=first(("pids.peak", "")),
            refused_processes=first(("pids.events", "max")),
            out_of_memory_kills=first(
                ("memory.oom_control", "oom_kill"), ("memory.events", "oom_kill")
            ),
        )

    def end(self) -> int:
        """Kill everything in the group and remove it; return how many were killed."""
        return end_group(self.folders)


def _create_v1(name: str, limits: Limits) -> tuple[Path, ...]:
    made: list[Path] = []
    try:
        for controller in ("pids", "memory", "cpu"):
            if controller == "cpu" and controller not in _mount_points():
                continue
            folder = own_folder(controller) / name
            folder.mkdir()
            made.append(folder)
            if controller == "pids":
                _write(folder, "pids.max", limits.processes)
            elif controller == "memory":
                _write(folder, "memory.limit_in_bytes", limits.memory)
                with contextlib.suppress(OSError):  # only where swap is counted
                    _write(folder, "memory.memsw.limit_in_bytes", limits.memory)
            else:
                _write(folder, "cpu.cfs_period_us", _PERIOD)
                _write(folder, "cpu.cfs_quota_us", int(limits.cpus * _PERIOD))
    except OSError:
        end_group(made)
        raise
    return tuple(made)


def _create_v2(name: str, limits: Limits) -> Path:
    parent = _delegated_v2()
    folder = parent / name
    folder.mkdir()
    try:
        _write(folder, "pids.max", limits.processes)
        _write(folder, "memory.max", limits.memory)
        with contextlib.suppress(OSError):
            _write(folder, "memory.swap.max", 0)
        with contextlib.suppress(OSError):
            _write(folder, "cpu.max", f"{int(limits.cpus * _PERIOD)} {_PERIOD}")
    except OSError:
        end_group([folder])
        raise
    return folder


def _delegated_v2() -> Path:
    """Return a version 2 group that we may divide, with its controllers handed down.

    A group that hands controllers down may hold no processes itself, so ours move to a leaf.
    """
    own = own_folder("")
    if own.name == _SUPERVISOR:
        return own.parent
    controllers = (own / "cgroup.controllers").read_text().split()
    missing = {"pids", "memory"} - set(controllers)
    if missing:
        raise NoCgroups(f"{own} has no {' or '.join(sorted(missing))} controller")
    wanted = [name for name in ("pids", "memory", "cpu") if name in controllers]
    inside = [pid for pid in pids_in(own) if pid != os.getpid()]
    me = psutil.Process()
    family = {process.pid for process in [*me.parents(), *me.children(recursive=True)]}
    if set(inside) - family:
        raise NoCgroups(f"{own} also holds processes that are not ours")
    leaf = own / _SUPERVISOR
    leaf.mkdir(exist_ok=True)
    for pid in [*inside, os.getpid()]:
        with contextlib.suppress(ProcessLookupError):
            _write(leaf, "cgroup.procs", pid)
    _write(own, "cgroup.subtree_control", " ".join(f"+{name}" for name in wanted))
    return own

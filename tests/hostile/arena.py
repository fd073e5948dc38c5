"""The ground on which hostile code is let loose: safe for the machine even if the box fails.

Around the box lie limits of the test's own: a control group for root, a process limit for an
ordinary user, a limit on file sizes, and a deadline after which everything is killed by id.
Attacks are also bounded in themselves (a few hundred forks, 256 MiB).
"""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from grading.box import Box, Level, Limits, Nursery, Protection, Report, probe
from grading.box.cgroups import NoCgroups, end_group, own_folder, pids_in
from grading.box.nursery import MARKER
from grading.box.records import state_folder

MIB = 1 << 20
OUTER_PROCESSES = 700
OUTER_MEMORY = 3072 * MIB
OUTPUT = 4 * MIB
NEIGHBOUR = "from multiprocessing import Pool\nif __name__ == '__main__':\n    \
with Pool(2) as pool:\n        print(sum(pool.map(abs, range(-9, 1))))\n"


nursery: Nursery | None = None  # where the current test's boxes come from; see conftest.py


def at_level(level: Level) -> Protection | None:
    """Return this machine's protection, lowered to `level`; None if it gives less."""
    best = probe()
    return replace(best, level=level) if best.level >= level else None


@contextlib.contextmanager
def outer_limits() -> Iterator[None]:
    """Bound everything that this process starts, as long as the context lasts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * MIB, hard))
    try:
        with _outer_group() if os.getuid() == 0 else _outer_process_limit():
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _call_back_helpers(outer: Path, home: Path) -> None:
    """Take multiprocessing's helpers of the test process itself out of its limits again."""
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error, OSError):
            if child.pid in pids_in(outer) and "multiprocessing." in " ".join(child.cmdline()):
                (home / "cgroup.procs").write_text(str(child.pid))


@contextlib.contextmanager
def _outer_group() -> Iterator[None]:
    made: list[tuple[Path, Path]] = []
    try:
        with contextlib.suppress(NoCgroups, OSError):
            for controller, name, value in (
                ("pids", "pids.max", OUTER_PROCESSES),
                ("memory", "memory.limit_in_bytes", OUTER_MEMORY),
            ):
                home = own_folder(controller)
                outer = home / f"course-arena-{os.getpid()}"
                outer.mkdir()
                made.append((home, outer))
                (outer / name).write_text(str(value))
                (outer / "cgroup.procs").write_text("0")
        yield
    finally:
        for home, outer in made:
            (home / "cgroup.procs").write_text("0")
            _call_back_helpers(outer, home)
            left = pids_in(outer)
            end_group([*outer.glob("course-box-*"), outer])
            assert not left, f"left in the arena: {left}"


@contextlib.contextmanager
def _outer_process_limit() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    mine = 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.uids().real == os.getuid():
                mine += process.num_threads()
    resource.setrlimit(resource.RLIMIT_NPROC, (mine + OUTER_PROCESSES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NPROC, (soft, hard))


@dataclass(frozen=True, slots=True)
class Siege:
    """What came of an attack."""

    output: str
    exit_code: int
    report: Report
    seconds: float


def _read_some(stream: object, kept: bytearray) -> None:
    """Keep the head of an output and throw away the rest."""
    read = stream.read1  # type: ignore[attr-defined]
    with contextlib.suppress(OSError, ValueError):
        while piece := read(65536):
            if len(kept) < OUTPUT:
                kept += piece


def run(box: Box, code: str, *, hard_deadline: float = 30.0) -> tuple[str, int]:
    """Run Python code in a box; return its output (both streams, the head of it) and exit code."""
    process = box.launch(
        [sys.executable, "-c", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    kept = bytearray()
    reader = threading.Thread(target=_read_some, args=(process.stdout, kept), daemon=True)
    reader.start()
    try:
        exit_code = process.wait(hard_deadline)
    except subprocess.TimeoutExpired:
        box.kill()
        raise AssertionError(f"the box did not end by itself in {hard_deadline} s") from None
    reader.join(5)
    if process.stdout is not None:
        process.stdout.close()
    return kept.decode(errors="replace"), exit_code


def besiege(code: str, level: Protection, *, limits: Limits | None = None) -> Siege:
    """Let `code` loose in a box, grade a neighbour meanwhile, and look for what is left."""
    limits = limits or Limits(seconds=10.0)
    answers: list[tuple[str, int]] = []

    def neighbour() -> None:
        calm = Limits(seconds=60.0, processes=64)
        with Box(calm, protection=level, nursery=nursery) as other:
            answers.append(run(other, NEIGHBOUR, hard_deadline=60.0))

    beside = threading.Thread(target=neighbour)
    beside.start()
    try:
        with Box(limits, protection=level, nursery=nursery) as box:
            output, exit_code = run(box, code, hard_deadline=limits.seconds + 20)
    finally:
        beside.join(60)
    assert box.report is not None
    assert answers == [("45\n", 0)], "the neighbour's answer was disturbed"
    assert box.report.survivors == 0
    assert leftovers(box) == []
    return Siege(output, exit_code, box.report, box.report.seconds)


@dataclass(frozen=True, slots=True)
class Traces:
    """How to find what a box could leave behind: its mark, its slot, its user, its groups."""

    marker: str
    slot: int
    uid: int | None
    groups: tuple[str, ...] = ()


def leftovers(box: Box) -> list[str]:
    """List what a closed box has left on the machine: processes, groups, files, records."""
    groups = tuple(str(folder) for folder in box._group.folders) if box._group else ()
    own_user = box._uid if box.protection.root else None
    return traces_left(Traces(box._marker, box._slot.number, own_user, groups))


def traces_left(traces: Traces) -> list[str]:
    """List what is still there of a box that should be gone."""
    slot = state_folder() / f"{traces.slot}.json"
    record = slot.read_text()
    taken_by_another = record != "" and traces.marker not in record
    found = [f"record {slot}"] if traces.marker in record else []
    found += [f"group {folder}" for folder in traces.groups if os.path.exists(folder)]
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            marked = process.environ().get(MARKER) == traces.marker
            same_user = not taken_by_another and process.uids().real == traces.uid
            if marked or same_user:
                found.append(f"process {process.pid} {process.cmdline()[:4]}")
    for folder in ("/tmp", "/dev/shm", "/var/tmp"):
        for entry in os.scandir(folder):
            with contextlib.suppress(OSError):
                owner = entry.stat(follow_symlinks=False).st_uid
                if traces.uid is not None and owner == traces.uid:
                    found.append(f"file {entry.path}")
    return found

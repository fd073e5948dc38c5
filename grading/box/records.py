"""Remember which boxes are open, so that a supervisor that was killed leaves nothing behind.

Each open box holds a numbered slot: a file that is locked for as long as the supervisor lives
and says how to find the box. A slot whose lock is free is a box that lost its supervisor.
The number also gives each box a user id of its own where the supervisor is root.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Self

import psutil

from grading.box.cgroups import end_group

_SLOTS = 512


def state_folder() -> Path:
    """Return the private folder of the slots; made if missing.

    Raises:
        PermissionError: if somebody else could write there.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if sys.platform != "win32" and os.getuid() == 0:
        folder = Path("/run/course-box")
    elif runtime and os.access(runtime, os.W_OK):
        folder = Path(runtime, "course-box")
    else:
        name = f"course-box-{os.getuid() if sys.platform != 'win32' else os.getlogin()}"
        folder = Path(tempfile.gettempdir(), name)
    folder.mkdir(mode=0o700, exist_ok=True)
    if sys.platform != "win32":
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid != os.getuid() or status.st_mode & 0o022:
            raise PermissionError(f"{folder} is not ours alone")
    return folder


def lock(stream: IO[str]) -> bool:
    """Take the file's lock if it is free; it stays ours until the file is closed."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(1 << 20)  # a byte that nobody reads: locks are mandatory there
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@dataclass(slots=True)
class Trace:
    """How to find what a box started: groups, processes (pid, start time), a user of its own."""

    groups: list[str] = field(default_factory=list)
    processes: list[tuple[int, float]] = field(default_factory=list)
    uid: int | None = None
    marker: str = ""


@dataclass(slots=True)
class Slot:
    """A box's place in the books; lost with the process that took it."""

    number: int
    stream: IO[str]
    trace: Trace

    @classmethod
    def take(cls) -> Self:
        """Take a free slot, sweeping what its last owner left.

        Raises:
            RuntimeError: when every slot is in use.
        """
        folder = state_folder()
        for number in range(_SLOTS):
            stream = (folder / f"{number}.json").open("a+", encoding="utf-8")
            if lock(stream):
                slot = cls(number, stream, Trace())
                sweep_trace(_read(stream))
                slot.write()
                return slot
            stream.close()
        raise RuntimeError(f"{_SLOTS} boxes are open already")

    def write(self) -> None:
        """Put the trace on disk, before what it describes exists."""
        self.stream.seek(0)
        self.stream.truncate()
        json.dump(asdict(self.trace), self.stream)
        self.stream.flush()

    def give_back(self) -> None:
        """Forget the box; call this only once nothing of it is left."""
        self.stream.seek(0)
        self.stream.truncate()
        self.stream.close()


def _read(stream: IO[str]) -> Trace:
    stream.seek(0)
    try:
        known = json.loads(stream.read() or "{}")
        known["processes"] = [(int(p), float(t)) for p, t in known.get("processes", [])]
        return Trace(**known)
    except (ValueError, TypeError):
        return Trace()


def sweep() -> int:
    """End what is left of boxes whose supervisor is gone; return how many processes that were."""
    ended = 0
    for path in sorted(state_folder().glob("*.json")):
        with open(path, "r+", encoding="utf-8") as stream:
            if lock(stream):
                ended += sweep_trace(_read(stream))
                stream.seek(0)
                stream.truncate()
    return ended


def identify(pid: int) -> tuple[int, float] | None:
    """Return what names a process for good (a pid alone is reused); None if it is gone."""
    try:
        return pid, psutil.Process(pid).create_time()
    except psutil.Error:
        return None


def _still(pid: int, started: float) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < 0.5
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def _wait_until_gone(processes: Iterable[psutil.Process], seconds: float) -> None:
    """Wait without reaping: the exit codes of our children belong to whoever launched them."""
    waiting = list(processes)
    deadline = time.monotonic() + seconds
    while waiting and time.monotonic() < deadline:
        waiting = [p for p in waiting if _still(p.pid, p.create_time()) is not None]
        time.sleep(0.002)


def _marked(trace: Trace) -> Iterator[psutil.Process]:
    """Find processes by the box's own user or by the marker in their environment."""
    if trace.uid is None and not trace.marker:
        return
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            by_user = trace.uid is not None and trace.uid in process.uids()[:3]
            by_marker = trace.marker and trace.marker in process.environ().values()
            if by_user or by_marker:
                yield process


def remains(trace: Trace) -> list[psutil.Process]:
    """List the living processes of a box, as far as its trace leads to them."""
    found: dict[int, psutil.Process] = {}
    for pid, started in trace.processes:
        if (process := _still(pid, started)) is not None:
            found[pid] = process
            with contextlib.suppress(psutil.Error):
                found.update({child.pid: child for child in process.children(recursive=True)})
    found.update({process.pid: process for process in _marked(trace)})
    return list(found.values())


def sweep_trace(trace: Trace) -> int:
    """Kill what the trace leads to and remove its groups; return how many were killed."""
    ended: set[int] = set()
    for _ in range(50):  # a fork may slip past one look, not past many
        left = remains(trace)
        if not left:
            break
        for process in left:  # hold all still first, so that none starts another meanwhile
            with contextlib.suppress(psutil.Error, OSError):
                process.suspend()
        for process in left:
            with contextlib.suppress(psutil.Error, OSError):
                process.kill()
        ended |= {process.pid for process in left}
        _wait_until_gone(left, 0.5)
    return len(ended) + end_group(Path(folder) for folder in trace.groups)

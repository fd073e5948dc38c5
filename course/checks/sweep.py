"""End every process that a call has left, and find those that try to get away."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Iterator

import psutil

PR_SET_CHILD_SUBREAPER = 36
SWEEP_SECONDS = 5.0
CHILDREN_LISTED = os.path.exists("/proc/thread-self/children")


def adopt_orphans() -> None:
    """Make this process the one that orphaned descendants are handed to (Linux only)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(known: Iterable[int] = ()) -> list[psutil.Process]:
    """Return this process's living descendants, and those of `known` pids that got away."""
    found: dict[int, psutil.Process] = {}
    roots = [psutil.Process()]
    for pid in known:
        with contextlib.suppress(psutil.Error):
            roots.append(psutil.Process(pid))
    for root in roots:
        with contextlib.suppress(psutil.Error):
            if root.pid != os.getpid():
                found[root.pid] = root
            found.update({child.pid: child for child in root.children(recursive=True)})
    return [process for process in found.values() if _living(process)]


def quick_descendants() -> list[psutil.Process]:
    """Return the same from the system's own lists of children, where it keeps them (Linux).

    That costs what these processes are, not what the machine is. One that is started or ends
    meanwhile may be missed: look again, or ask `descendants()` for the last word.
    """
    if not CHILDREN_LISTED:
        return descendants()
    pending = [os.getpid()]
    for pid in pending:
        with contextlib.suppress(OSError):  # it has ended
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as children:
                    pending += map(int, children.read().split())
    found = []
    for pid in pending[1:]:
        with contextlib.suppress(psutil.Error):
            found.append(psutil.Process(pid))
    return [process for process in found if _living(process)]


def _living(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def end(processes: Iterable[psutil.Process]) -> None:
    """Kill processes; stop them all first, so that none can start another meanwhile."""
    targets = list(processes)
    for process in targets:
        with contextlib.suppress(psutil.Error, OSError):
            process.suspend()
    for process in targets:
        with contextlib.suppress(psutil.Error, OSError):
            process.kill()


def reap() -> Iterator[tuple[int, int]]:
    """Collect ended children; yield (pid, exit code), the code negative after a signal."""
    while os.name == "posix":
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        yield pid, os.waitstatus_to_exitcode(status)


def sweep(known: Iterable[int], spare: Iterable[int] = ()) -> int:
    """End all descendants but the spared until none is left; return how many would not end.

    `known` are pids that were seen during the call: on systems without a subreaper an orphan is
    found by them alone.
    """
    spared = set(spare)
    deadline = time.monotonic() + SWEEP_SECONDS
    while True:
        left = [p for p in quick_descendants() if p.pid not in spared] or [
            p for p in descendants(known) if p.pid not in spared
        ]
        if not left or time.monotonic() > deadline:
            list(reap())
            return len(left)
        end(left)
        psutil.wait_procs(left, timeout=0.2)
        list(reap())

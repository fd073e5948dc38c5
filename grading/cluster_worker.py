"""What a Dask worker does for `course grade --dask`: grade one parcel in a thread of its own.

A Dask worker is a daemonic process, so `multiprocessing` refuses it children. Ours are started by
`subprocess`: warm worker processes, one for each thread, which stay for the next parcel of the
same run. Dask starts no student's code and sees none; that lives in boxes below our workers.
"""

from __future__ import annotations

import contextlib
import hashlib
import platform
import sys
import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grading.worker_process import WorkerProcess

#: How long a warm worker process waits for a run whose grader said no goodbye.
IDLE_SECONDS = 60.0


def grade_parcel(parcel: bytes, code: str, run: str) -> bytes:
    """Grade a packed task; return a packed answer.

    The answer is {"graded": …}, {"problem": why this submission could not be graded} or {"unfit":
    why this worker must grade none, "worker": its address}. ``code`` is the :func:`code_digest`
    of the machine that asks.
    """
    # jsonschema would build a grammar from it that nobody uses, for seconds on a busy machine.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from grading.parcel import pack

    try:
        return pack(_grade(parcel, code, run))
    except Exception as error:  # Dask would pickle it
        return pack({"problem": f"{type(error).__name__} on {platform.node()}: {error}"})


def _grade(parcel: bytes, code: str, run: str) -> dict[str, Any]:
    if code != code_digest():
        return _unfit(_other_code())
    from grading.engine import Failed, attempt
    from grading.parcel import plain_result, unpack_task

    task = unpack_task(parcel)
    refusal = refuse_box(task.settings.box)
    if refusal:
        return _unfit(refusal)
    with _bench.worker(run) as worker:
        result = attempt(task.student, lambda: task, worker)
    if isinstance(result, Failed):
        return {"problem": result.problem}
    return {"graded": plain_result(result)}


def _unfit(why: str) -> dict[str, Any]:
    from distributed import get_worker

    return {"unfit": why, "worker": get_worker().address}


def leave(run: str) -> None:
    """End the worker processes of a run, what they are at included."""
    threading.Thread(target=_bench.leave, args=(run,)).start()  # the caller has a line to keep


def allow_deaths(number: int, dask_scheduler: Any = None) -> int:
    """Let a task lose its worker so many times, called in the scheduler; return how many before."""
    before = int(dask_scheduler.allowed_failures)
    dask_scheduler.allowed_failures = number
    return before


def refuse_box(wanted: str) -> str:
    """Say why this machine must not run students' code, "" if it may."""
    if wanted == "off":
        return ""
    from grading.box import Level, probe

    protection = probe()
    least = {"any": Level.WEAK, "strong": Level.STRONG, "full": Level.FULL}[wanted]
    if protection.level >= least:
        return ""
    because = "; ".join(protection.reasons)
    return (
        f"The worker on {platform.node()} gives a {protection.level.name.lower()} box, {wanted} is "
        f"asked for ({because}). Repair that there or stop that worker, then run the same command "
        "again. --allow-weak-box accepts it; docs/threat-model.md says what that means."
    )


@cache
def code_digest() -> str:
    """Return what is the same exactly where the same judge is installed."""
    root = Path(__file__).resolve().parent.parent
    found = hashlib.sha256()
    for path in sorted(
        path for room in ("course", "grading") for path in root.glob(f"{room}/**/*")
    ):
        if path.suffix == ".py":
            found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _other_code() -> str:
    return (
        f"The worker on {platform.node()} has another version of the course than this machine. "
        "Install the same on both and start that worker anew, then run the same command again."
    )


class Bench:
    """The warm worker processes of this machine, each of one run."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._change = threading.Lock()
        self._busy: dict[WorkerProcess, str] = {}
        self._idle: list[tuple[str, float, WorkerProcess]] = []
        self._gone: set[str] = set()
        self._watched = False

    @contextlib.contextmanager
    def worker(self, run: str) -> Iterator[WorkerProcess]:
        """Lend a worker process to this thread."""
        from grading.worker_process import WorkerProcess

        with self._change:
            mine = next((entry for entry in self._idle if entry[0] == run), None)
            if mine:
                self._idle.remove(mine)
            worker = mine[2] if mine else WorkerProcess()
            self._busy[worker] = run
        try:
            yield worker
        finally:
            with self._change:
                del self._busy[worker]
                left = run in self._gone
                if not left:
                    self._idle.append((run, time.monotonic(), worker))
                    self._watch()
            if left:
                worker.retire()

    def leave(self, run: str) -> None:
        """End every worker process of a run; whoever uses one finds it dead."""
        with self._change:
            self._gone.add(run)
            ended = [worker for worker, owner in self._busy.items() if owner == run]
            ended += [worker for owner, _, worker in self._idle if owner == run]
            self._idle = [entry for entry in self._idle if entry[0] != run]
        for worker in ended:
            worker.retire()

    def _watch(self) -> None:
        if self._idle and not self._watched:
            self._watched = True
            timer = threading.Timer(self._idle_seconds, self._tidy)
            timer.daemon = True
            timer.start()

    def _tidy(self) -> None:
        """End those that nobody has asked for some time, and look again later."""
        limit = time.monotonic() - self._idle_seconds
        with self._change:
            self._watched = False
            old = [entry for entry in self._idle if entry[1] <= limit]
            self._idle = [entry for entry in self._idle if entry[1] > limit]
            self._watch()
        for _, _, worker in old:
            worker.retire()


_bench = Bench()

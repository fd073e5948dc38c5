"""Grade on a Dask cluster: the same tasks as `engine.Pool`, the same results, no shared disk.

A task travels as bytes and its result comes back as bytes (see `grading.parcel`): JSON, checked
against the task. Nothing that a student wrote is unpickled anywhere. Dask itself pickles what its
own parts say to each other, so its scheduler and workers are trusted as this machine is: let
nobody else reach their ports, or use TLS. Students' code runs in a box on a worker's machine,
without a network; a worker whose box is weaker than asked for grades nothing.
"""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from grading.cluster_link import AGAIN, ClusterTrouble, Link, lacking
from grading.engine import Failed, MakeTask
from grading.parcel import BadParcel, pack_task, result, unpack
from grading.task import Graded, Task

#: How often a submission that lost its worker is tried again.
RETRIES = 2
#: Seconds without any worker after which we give up.
PATIENCE = 60.0
_FETCH = 10.0  # seconds for a result that is there
_LOOK = 1.0  # seconds between two looks at who works


@dataclass
class _Sent:
    task: Task
    parcel: bytes
    future: Any = None
    allowed: frozenset[str] | None = None  # None: every worker
    deaths: int = 0


class Cluster:
    """A Dask cluster by its scheduler's address; a context manager that cancels what it left.

    Args:
        address: as "tcp://host:8786".
        patience: seconds to wait for a worker where there is none.

    Raises:
        ClusterTrouble: if it cannot be used; also when grading.
    """

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._link = Link(address)
        self._done: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._sent: dict[str, _Sent] = {}
        self._alone: deque[_Sent] = deque()
        self._unfit: dict[str, str] = {}
        self._threads: dict[str, int] = {}
        self._seen = self._looked = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._link.close([one.future for one in self._sent.values()])
        self._sent.clear()

    def grade(self, tasks: Sequence[tuple[str, MakeTask]]) -> Iterator[Graded | Failed]:
        """Grade in any order; ``tasks`` pairs a student with how to make the task."""
        waiting = deque(tasks)
        self._seen = time.monotonic()
        self._look()
        while waiting or self._sent or self._alone:
            while waiting and len(self._sent) < self._room():
                failed = self._begin(*waiting.popleft())
                if failed:
                    yield failed
            if self._alone and not self._sent:
                failed = self._send(self._alone.popleft())
                if failed:
                    yield failed
            outcome = self._next()
            if outcome:
                yield outcome
            if time.monotonic() - self._looked > _LOOK:
                yield from self._look()

    def _room(self) -> int:
        """Return how many tasks to have on the way: enough that no thread waits for us."""
        threads = sum(n for worker, n in self._threads.items() if worker not in self._unfit)
        return max(4, 2 * threads)

    def _begin(self, student: str, make: MakeTask) -> Failed | None:
        try:
            task = make()
            one = _Sent(task, pack_task(task))
        except Exception as error:
            return Failed(student, f"{type(error).__name__}: {error}")
        return self._send(one)

    def _send(self, one: _Sent) -> Failed | None:
        """Send a task to whoever is fit; it has failed if there are workers and none is."""
        one.allowed = None
        if self._unfit:
            one.allowed = frozenset(self._threads) - frozenset(self._unfit)
            if self._threads and not one.allowed:
                return Failed(one.task.student, list(self._unfit.values())[-1])
        one.future = self._link.submit(one.parcel, one.allowed)
        self._sent[one.future.key] = one
        self._listen(one)
        return None

    def _listen(self, one: _Sent) -> None:
        one.future.add_done_callback(lambda future: self._done.put(future.key))

    def _next(self) -> Graded | Failed | None:
        """Return what comes in, None if it is nothing to report."""
        try:
            key = self._done.get(timeout=_LOOK / 2)
        except queue.Empty:
            return None
        one = self._sent.get(key)
        if one is None:
            return None  # taken back
        status = one.future.status
        if status == "finished":
            try:
                parcel = one.future.result(timeout=_FETCH)
            except TimeoutError:  # its worker has gone since, and another does it again
                self._listen(one)
                return None
            except Exception:
                status = one.future.status
            else:
                del self._sent[key]
                return self._judged(one, parcel)
        if status == "error":
            del self._sent[key]
            return self._lost(one)
        if status in ("lost", "pending"):  # it was done, and its result went with its worker
            self._listen(one)
            return None
        raise self._link.gone()

    def _judged(self, one: _Sent, parcel: bytes) -> Graded | Failed | None:
        try:
            answer = unpack(parcel)
            if "unfit" in answer:
                self._unfit[str(answer["worker"])] = str(answer["unfit"])
                return self._send(one)
            if "problem" in answer:
                return Failed(one.task.student, str(answer["problem"]))
            return result(answer["graded"], one.task)
        except (BadParcel, KeyError, TypeError) as error:
            problem = f"A worker sent back what is not a result ({error}). {AGAIN}"
            return Failed(one.task.student, problem)

    def _lost(self, one: _Sent) -> Failed | None:
        """Try again what lost its worker; the last time alone, lest others share its fate."""
        from distributed import KilledWorker

        error = one.future.exception(timeout=_FETCH)
        if isinstance(error, ImportError):
            return Failed(one.task.student, lacking(error))
        if not isinstance(error, KilledWorker):
            problem = f"The cluster could not grade it ({type(error).__name__}: {error}). {AGAIN}"
            return Failed(one.task.student, problem)
        one.deaths += 1
        if one.deaths > RETRIES:
            return Failed(
                one.task.student,
                f"The cluster lost a worker {one.deaths} times while this was graded (too little "
                "memory? machines taken away?). Look at the workers' logs, then run the same "
                "command again, or without --dask to grade it on this machine.",
            )
        if one.deaths == RETRIES:
            self._alone.append(one)
            return None
        return self._send(one)

    def _look(self) -> list[Failed]:
        """See who works; send again what waits for somebody that is gone."""
        self._threads = self._link.threads()
        self._looked = now = time.monotonic()
        if self._threads:
            self._seen = now
        elif now - self._seen > self._patience:
            address = self._link.address
            raise ClusterTrouble(
                f"The scheduler at {address} has no worker. Start one (`dask worker {address}`), "
                f"then run the same command. {AGAIN}"
            )
        failed = []
        for key, one in list(self._sent.items()):
            if one.allowed is not None and not one.allowed & frozenset(self._threads):
                del self._sent[key]
                self._link.cancel(one.future)
                again = self._send(one)
                failed += [again] if again else []
        return failed

"""Grade many submissions at a time; hand over each result as it comes.

Each of a few threads leads one warm worker process. The children of a check sleep much of the
time, so more of them than processors are worth having.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from grading.judge import START_SECONDS, JudgeError
from grading.worker_process import Overrun, WorkerDied, WorkerProcess

if TYPE_CHECKING:  # it imports nbgrader, and workers may start meanwhile
    from grading.task import Graded, Task

MakeTask = Callable[[], "Task"]


@dataclass(frozen=True)
class Failed:
    """A submission that could not be graded, through no fault of its student's."""

    student: str
    problem: str


def default_jobs() -> int:
    """Return how many submissions to grade at a time."""
    return max(2, min(32, 3 * (os.cpu_count() or 1)))


class Pool:
    """Worker processes of this machine; a context manager that ends them all.

    Args:
        jobs: submissions graded at a time.
    """

    def __init__(self, jobs: int) -> None:
        self._workers = [WorkerProcess() for _ in range(jobs)]
        self._stop = threading.Event()
        self._wanted = jobs
        self._warming: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """End the workers at once, whatever they do."""
        self._stop.set()
        ends = [threading.Thread(target=worker.retire) for worker in self._workers]
        for end in ends:
            end.start()
        for end in ends:
            end.join()
        if self._warming:
            self._warming.join()

    def warm_up(self, expected: int) -> None:
        """Start workers, one after the other, while the caller prepares ``expected`` tasks.

        Without it each worker starts when it is first asked.
        """
        self._wanted = expected
        self._warming = threading.Thread(target=self._warm_up)
        self._warming.start()

    def _warm_up(self) -> None:
        for number, worker in enumerate(self._workers):
            if self._stop.is_set() or number >= self._wanted:
                return
            # Whoever asks it next hears what is wrong with it.
            with contextlib.suppress(Overrun, WorkerDied):
                worker.ask({"op": "warm"}, START_SECONDS)

    def grade(self, tasks: Sequence[tuple[str, MakeTask]]) -> Iterator[Graded | Failed]:
        """Grade in any order; ``tasks`` pairs a student with how to make the task."""
        waiting: queue.SimpleQueue[tuple[str, MakeTask]] = queue.SimpleQueue()
        for pair in tasks:
            waiting.put(pair)
        # Bounded: where the gradebook is slow, results must not pile up.
        results: queue.Queue[Graded | Failed] = queue.Queue(len(self._workers))
        self._wanted = len(tasks)
        for worker in self._workers[: len(tasks)]:
            arguments = (worker, waiting, results, self._stop)
            threading.Thread(target=_serve, args=arguments, daemon=True).start()
        for _ in tasks:
            yield _next(results)


def _next(results: queue.Queue[Graded | Failed]) -> Graded | Failed:
    while True:  # a wait without an end could not be interrupted on every system
        try:
            return results.get(timeout=0.5)
        except queue.Empty:
            continue


def _serve(
    worker: WorkerProcess,
    waiting: queue.SimpleQueue[tuple[str, MakeTask]],
    results: queue.Queue[Graded | Failed],
    stop: threading.Event,
) -> None:
    while not stop.is_set():
        try:
            student, make = waiting.get_nowait()
        except queue.Empty:
            return
        result = attempt(student, make, worker)
        while not stop.is_set():  # else a worker that was ended would look like a student's fault
            try:
                results.put(result, timeout=0.5)
            except queue.Full:
                continue
            break
        del result  # while the next one is graded, this one is in other hands


def attempt(student: str, make: MakeTask, worker: WorkerProcess | None = None) -> Graded | Failed:
    """Grade one submission; what goes wrong with us is a result as well."""
    from grading.task import grade_one

    began = time.monotonic()
    try:
        return replace(grade_one(make(), worker), seconds=time.monotonic() - began)
    except JudgeError as error:
        return Failed(student, str(error))
    except Exception as error:
        return Failed(student, f"{type(error).__name__}: {error}")

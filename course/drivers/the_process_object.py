"""Give the functions and classes of lesson 8 trusted work to do, and report what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import Event, Process, Semaphore, SimpleQueue
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event as EventType
from types import ModuleType
from typing import Any

import psutil

from course.workers import the_process_object as workers

STARTING = 20.0  # seconds that a child may take to get ready
LATER = 0.3  # seconds until a signal takes effect
BEYOND = 4.0  # seconds after its deadline at which a stop is ended from outside

TEMPERS: dict[str, Callable[..., None]] = {
    "polite": workers.end_when_asked,
    "busy": workers.end_after_last_work,
    "gone": workers.end_unasked,
    "deaf": workers.never_listen,
}


def sum_at_a_gate(module: ModuleType, numbers: Sequence[int]) -> dict[str, Any]:
    """Call `module.sum_of_squares` with work that waits at a gate until all children are there.

    Returns what it returned, the pids of the processes that did the work, and how many of these
    were at the gate together.
    """
    others, gate = Semaphore(max(0, len(numbers) - 1)), Event()
    book: SimpleQueue[tuple[int, float, float]] = SimpleQueue()
    work = partial(workers.square_at_a_gate, others, gate, book)
    returned = module.sum_of_squares(work, list(numbers))
    entries = list(_entries(book))
    return {
        "returned": returned,
        "pids": [pid for pid, _, _ in entries],
        "at once": most_at_once([stay for _, *stay in entries]),
    }


def most_at_once(stays: Sequence[Sequence[float]]) -> int:
    """Return how many of the stays (began, ended) had a moment in common, at the best one."""
    return max((sum(a <= began <= b for a, b in stays) for began, _ in stays), default=0)


def launch(module: ModuleType, name: str, word: str) -> list[tuple[str, int, str]]:
    """Call one launching function of the module; return what stands in its book afterwards."""
    book: SimpleQueue[tuple[str, int, str]] = SimpleQueue()
    getattr(module, name)(word, book)
    return list(_entries(book))


def adder_at_work(module: ModuleType, name: str, numbers: Sequence[int]) -> dict[str, Any]:
    """Make a `module.Adder`, let it run, and report what it said of itself, before and after."""
    mailbox: SimpleQueue[Any] = SimpleQueue()
    adder = module.Adder(name, list(numbers), mailbox)
    report: dict[str, Any] = {
        "is a Process": isinstance(adder, BaseProcess),
        "sent before the start": list(_entries(mailbox)),
        "name of the object": adder.name,
    }
    adder.start()
    if adder.pid is not None:
        adder.join()
    sent = list(_entries(mailbox))
    return report | {"sent": sent, "pid": adder.pid, "exit code": adder.exitcode}


def traced(outcome: Any) -> str:
    """Return the student's own lines that the call's error went through; "" without an error."""
    return str(outcome.error.traceback) if outcome.error else ""


def _entries(book: SimpleQueue[Any]) -> Iterator[Any]:
    while not book.empty():
        yield book.get()


class Unhurried(Process):
    """A process on a busy system: what ends it by force takes its time, on every computer."""

    def kill(self) -> None:
        """Send the signal a little later."""
        self._later(super().kill)

    def terminate(self) -> None:
        """Send the signal a little later."""
        self._later(super().terminate)

    def _later(self, end: Callable[[], None]) -> None:
        def end_if_it_lives() -> None:
            with suppress(ValueError):  # the object was closed meanwhile
                end()

        timer = threading.Timer(LATER, end_if_it_lives)
        timer.daemon = True
        timer.start()


@contextmanager
def child_of_temper(temper: str) -> Iterator[tuple[BaseProcess, EventType, SimpleQueue[str]]]:
    """Lend a child of a known temper, an event by which to ask it to end, and its book.

    "polite" ends with 0 when asked, "busy" ends a little later with 3, "deaf" never listens, and
    "gone" has ended with 5 before anybody asks. What is left of it is killed at the end.
    """
    ready, please = Event(), Event()
    book: SimpleQueue[str] = SimpleQueue()
    child = Unhurried(target=TEMPERS[temper], args=(ready, please, book), name=temper)
    child.start()
    known = psutil.Process(child.pid)
    try:
        if not ready.wait(STARTING):
            raise TimeoutError("the child did not get ready")
        if temper == "gone":
            wait([child.sentinel], STARTING)
        yield child, please, book
    finally:
        if _runs(known):
            known.kill()
            child.join()


def stop_of(module: ModuleType, temper: str, seconds: float) -> dict[str, Any]:
    """Let `module.stop_within` stop a child of a known temper; report what it did to the child.

    A stop that waits far beyond its deadline is cut short: its child is killed.
    """
    with child_of_temper(temper) as (child, please, book):
        known = psutil.Process(child.pid) if temper != "gone" else None
        with _cut_short(known, seconds + BEYOND) as cut:
            said = module.stop_within(child, please, seconds)
        return {
            "returned": said,
            "tidied up": not book.empty(),
            "still running": known is not None and _runs(known),
            "waited without a limit": cut.is_set(),
        }


@contextmanager
def _cut_short(process: psutil.Process | None, seconds: float) -> Iterator[threading.Event]:
    """Kill the process if the block takes longer; tell so by the event that is lent."""
    cut = threading.Event()

    def end() -> None:
        if process is not None and _runs(process):
            cut.set()
            process.kill()

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()
        timer.join()


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

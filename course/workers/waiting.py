"""What the children of lesson 6 run: clerks who take their time, and write down when."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Mapping
from multiprocessing import Process
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event, Semaphore
from typing import Any

from course.events import EventLog

PATIENCE = 8.0  # seconds for which a child waits for a sign; less than a call may take
_gates: dict[str, Event] = {}
_desk: dict[str, Any] = {}


def take(seconds: float) -> None:
    """Be busy for so long; it stands for work, and uses no CPU."""
    threading.Event().wait(seconds)


def serve(line: Connection, seconds: float, leaves: bool) -> None:
    """Wait for a wish on `line`, count for so many seconds, answer; then send the log.

    A clerk that `leaves` ends in the middle, with exit code 3 and without an answer.
    """
    log = EventLog("clerk")
    wish = line.recv()
    with log.during("counts"):
        take(seconds)
    if leaves:
        sys.exit(3)
    log.note("answers")
    line.send(f"{wish}: counted")
    with contextlib.suppress(OSError):  # nobody need wait for the log
        line.send(log)


def count(wish: str, seconds: float) -> tuple[str, EventLog]:
    """Count for so many seconds; return the answer, and the log of it."""
    log = EventLog("clerk")
    with log.during("counts"):
        take(seconds)
    return f"{wish}: counted", log


def share(sweets: int, children: int) -> int:
    """Return how many sweets each child gets; for no children, there is no answer."""
    return sweets // children


def take_desk(notes: Connection, sign: Event) -> None:
    """Prepare a clerk: where its notes go, and the sign that ends its counting."""
    _desk["notes"], _desk["sign"] = notes, sign


def count_at_a_sign(wish: str) -> str:
    """Note that it has begun, count until the sign is given, note the log; return the answer."""
    log = EventLog("clerk")
    with log.during("counts"):
        _desk["notes"].send("begun")
        _desk["sign"].wait(PATIENCE)
    _desk["notes"].send(log)
    return f"{wish}: counted"


def serve_at_a_sign(line: Connection, notes: Connection, sign: Event) -> None:
    """Serve the one wish that comes through `line`."""
    take_desk(notes, sign)
    line.send(count_at_a_sign(line.recv()))


def answer_after(line: Connection, steps: Semaphore, needed: int, answer: Any) -> None:
    """Take `needed` steps of the caller's, then answer; leave without a word if it is `...`.

    Who has answered stays: the end of a line could be taken for one more answer.
    """
    for _ in range(needed):
        if not steps.acquire(timeout=PATIENCE):
            return
    if answer is not ...:
        line.send(answer)
        line.poll(PATIENCE)


class Errand(Process):
    """A child that ends with `code` once `released`, and in any case after `stays` seconds.

    In the parent it keeps a list of what was asked of it: "join 0.5", "join without limit",
    "stop". A join without limit releases it, so that nobody waits for ever.
    """

    def __init__(self, released: Event, stays: float, code: int, *, prompt: bool) -> None:
        """Be `prompt`: end as soon as somebody joins, instead of staying."""
        super().__init__(name="errand")
        self.released, self.stays, self.code, self.prompt = released, stays, code, prompt
        self.asked: list[str] = []

    def run(self) -> None:
        """Stay until released, then end."""
        self.released.wait(self.stays)
        sys.exit(self.code)

    def join(self, timeout: float | None = None) -> None:
        """Note who joins, then wait as every process does."""
        endless = timeout is None and "stop" not in self.asked and self.is_alive()
        if endless or (timeout is not None and self.prompt):
            self.released.set()
        self.asked.append("join without limit" if timeout is None else f"join {timeout:g}")
        super().join(timeout)

    def terminate(self) -> None:
        """Note that the child is stopped, and stop it."""
        self.asked.append("stop")
        super().terminate()

    def kill(self) -> None:
        """Note that the child is stopped, and stop it for good."""
        self.asked.append("stop")
        super().kill()

    def close(self) -> None:
        """Keep the object: its exit code is still to be read."""


def take_gates(gates: Mapping[str, Event]) -> None:
    """Prepare a pool's worker: one gate for each question."""
    _gates.update(gates)


def answer(question: str) -> str:
    """Wait at the question's gate, then answer it in capitals; what begins with "?" has none."""
    if not _gates[question].wait(PATIENCE):
        raise TimeoutError(f"the gate of {question!r} stayed shut")
    if question.startswith("?"):
        raise LookupError(f"nobody knows {question!r}")
    return question.upper()

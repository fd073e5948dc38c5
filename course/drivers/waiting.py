"""Lesson 6: let a student's function wait for real children, and write down how it waits.

The evidence is written by trusted hands: by the children, and by the line, the process or the pool
that the function is given. Each of them notices what would wait for ever, and makes it end.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import Event, Pipe, Process, Semaphore
from multiprocessing.connection import Connection
from threading import Timer, current_thread, main_thread
from types import ModuleType
from typing import Any

from course.workers.waiting import (
    PATIENCE,
    Errand,
    answer,
    answer_after,
    take_gates,
)

LAG = 2.0  # seconds for an answer that is there to be told
NOBODY = ...  # what a clerk "answers" that leaves without a word


class Endless(Exception):
    """What a student's function was about to do would never come to an end."""


@contextmanager
def child(target: Callable[..., None], *args: Any) -> Iterator[Connection]:
    """Lend a child `target(line, *args)` and our end of its line; end it with the block."""
    ours, theirs = Pipe()
    process = Process(target=target, args=(theirs, *args), name="clerk")
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.kill()
        process.join()


# -- look, work, look again --------------------------------------------------------------------


class Line:
    """A pipe's end to a clerk, with `poll` and `recv`, that writes down what is done with it."""

    def __init__(self, line: Connection, did: list[str], most: int) -> None:
        """Allow `most` looks; more would be without end."""
        self._line, self._did, self._most = line, did, most

    def poll(self, timeout: float | None = 0.0) -> bool:
        """Tell whether something is there; a wait is noted, and not done."""
        self._did.append("look" if timeout == 0 else "wait")
        if len(self._did) > 2 * self._most + 4:
            raise Endless("looks without end")
        return self._line.poll(0)

    def recv(self) -> Any:
        """Return what is there; where nothing is, it would block."""
        if not self._line.poll(0):
            self._did.append("block")
            raise Endless("blocks on an empty line")
        self._did.append("take")
        return self._line.recv()


def looked(module: ModuleType, needed: int, looks: int, given: Any = "counted") -> dict[str, Any]:
    """Let `glance` look at most `looks` times for an answer that takes `needed` steps.

    answer: what it returned, or "error: " and the name of what it raised. did: look, work, take,
    wait, block. With "nobody" for an answer, the clerk leaves instead.
    """
    did: list[str] = []
    steps = Semaphore(0)
    leaves = given == "nobody"
    with child(answer_after, steps, needed, NOBODY if leaves else given) as line:

        def arrived() -> None:
            if not line.poll(PATIENCE):
                raise TimeoutError("the clerk did not answer")

        def step() -> None:
            did.append("work")
            if len(did) > 2 * looks + 4:
                raise Endless("works without end")
            steps.release()
            if did.count("work") == needed:
                arrived()  # so that the next look finds it, on every machine

        if needed == 0:
            arrived()
        try:
            found = module.glance(Line(line, did, looks), step, looks)
        except (Endless, EOFError) as error:
            found = f"error: {type(error).__name__}"
    while did and did[-1] == "work":
        did.pop()  # one more step before it gives up does no harm
    return {"answer": found, "did": did}


# -- wait, but not for ever --------------------------------------------------------------------


def waited(module: ModuleType, kind: str, seconds: float, code: int = 0) -> dict[str, Any]:
    """Let `wait_at_most` wait for a child that is `prompt`, or `late`.

    says: what it returned. asked: what it asked of the process. code: the exit code, None if the
    child is still running.
    """
    stays = 0.5 if kind == "prompt" else 60.0
    worker = Errand(Event(), stays, code, prompt=kind == "prompt")
    worker.start()
    try:
        says = module.wait_at_most(worker, seconds)
        asked, ended = list(worker.asked), worker.exitcode
    finally:
        Process.kill(worker)
        Process.join(worker)
    return {"says": says, "asked": asked, "code": ended}


# -- be told -----------------------------------------------------------------------------------


class Bank(ProcessPoolExecutor):
    """A pool that opens its questions' gates, and writes down who asks and who waits.

    The first gate opens when all questions have been asked, the next when the answer before has
    been told, or has not been told for `LAG`. Whoever waits for an answer that is not there finds
    all of them open: it is noted, and ends.
    """

    def __init__(self, questions: Sequence[str], order: Sequence[str]) -> None:
        """Have a worker for each question; `order` is that in which the answers come."""
        context = multiprocessing.get_context()
        self.gates = {question: context.Event() for question in questions}
        self.order, self.did = list(order), list[str]()
        self.asked: list[Future[Any]] = []
        self.lags: list[Timer] = []
        super().__init__(len(questions), context, take_gates, (self.gates,))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Ask; the future that comes back tells who waits for it."""
        future = super().submit(fn, *args, **kwargs)
        question = str(args[0]) if args else "nothing"
        self.did.append(f"ask {question}")
        self.asked.append(future)
        for name in ("result", "exception"):
            setattr(future, name, partial(self._wait, future, question, getattr(future, name)))
        register = future.add_done_callback
        register(partial(self._answered, question))
        setattr(future, "add_done_callback", partial(self._register, register))  # noqa: B010
        if len(self.asked) == len(self.gates):
            self.gates[self.order[0]].set()
        return future

    def _wait(
        self, future: Future[Any], question: str, get: Callable[..., Any], timeout: Any = None
    ) -> Any:
        if not future.done() and current_thread() is main_thread():
            self.did.append(f"wait {question}")
            self.open_all()
        return get(timeout)

    def _register(self, register: Callable[[Any], None], callback: Any) -> None:
        if not callable(callback):
            self.did.append("no callback")
            return
        register(callback)

    def _answered(self, question: str, _: object) -> None:
        lag = Timer(LAG, self.next_after, (question,))
        self.lags.append(lag)
        lag.start()

    def open_all(self) -> None:
        """Open every gate."""
        for gate in self.gates.values():
            gate.set()

    def next_after(self, question: str) -> None:
        """Open the gate of whoever answers after `question`."""
        if question in self.order[:-1]:
            self.gates[self.order[self.order.index(question) + 1]].set()


def told(module: ModuleType, questions: Sequence[str], order: Sequence[str]) -> dict[str, Any]:
    """Let `ask_all` ask a pool whose answers come in `order`.

    did: who was asked and waited for. told: (question, answer) as they came, an error as its
    name. early: how many answers were still to come when it returned.
    """
    news: list[tuple[str, Any]] = []
    with Bank(questions, order) as bank:

        def tell(question: str, said: Any) -> None:
            error = isinstance(said, BaseException)
            news.append((question, f"error: {type(said).__name__}" if error else said))
            bank.next_after(question)

        try:
            module.ask_all(bank, answer, list(questions), tell)
            early = sum(not future.done() for future in bank.asked)
        finally:
            did = list(bank.did)
            bank.open_all()
    for lag in bank.lags:
        lag.cancel()
    return {"did": did, "told": news, "early": early}

"""Lesson 6: one errand in each of the four ways, with a real clerk and a log of both.

The clerk counts until it is given a sign. So it is settled who does what while it counts, on
however busy a computer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import Event, Pipe, Process, get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event as Sign
from threading import Timer, current_thread, main_thread
from types import ModuleType
from typing import Any

from course.drivers.waiting_bank import Bell
from course.events import EventLog, merge
from course.workers.waiting import PATIENCE, count_at_a_sign, serve_at_a_sign, take, take_desk

MOST_LOOKS = 50
PAGES = 3
WISH = "a bag of coins"
LAG = 3.0  # seconds for a callback, once its answer is there


class Endless(Exception):
    """What a student's function was about to do would never come to an end."""


def hear(line: Connection) -> Any:
    """Return what comes through a line, but do not wait for ever."""
    if not line.poll(PATIENCE):
        raise TimeoutError(f"the clerk said nothing for {PATIENCE:g} s")
    return line.recv()


@contextmanager
def counter(sign: Sign) -> Iterator[tuple[Connection, Connection]]:
    """Lend the line to a clerk, and the line for its notes; end the clerk with the block."""
    (line, its_line), (notes, its_notes) = Pipe(), Pipe()
    clerk = Process(target=serve_at_a_sign, args=(its_line, its_notes, sign), name="clerk")
    clerk.start()
    its_line.close()
    its_notes.close()
    try:
        yield line, notes
    finally:
        line.close()
        notes.close()
        clerk.kill()
        clerk.join()


# -- a log to classify -------------------------------------------------------------------------


def told_from_its_log(module: ModuleType, way: str) -> Any:
    """Return what `classify` makes of the log of a real desk."""
    return module.classify(record(way))


def record(way: str) -> EventLog:
    """Run an errand one way; return what happened, as a log.

    `stand`, `ticket`, `glance` and `called` are the four ways. With `, busy before and after`
    there is own work, and none of it meanwhile. With `, then fetches` you wait at the end, for an
    answer that is there.
    """
    you, bell, sign = EventLog("you"), Bell(), Event()
    told, sits = way.startswith(("ticket", "called")), way.startswith(("stand", "ticket"))
    with counter(sign) as (line, notes):
        if "before" in way:
            work(you)
        if sits:
            with you.during("wait"):
                _begin(line, notes)
                take(0.02)
                _end(line, sign, bell if told else None)
        else:
            _begin(line, notes)
            for _ in range(2):
                if not told:
                    you.note("look")
                work(you)
            _end(line, sign, bell if told else None)
            if not told:
                you.note("look")
        clerk = hear(notes)
        if "fetches" in way:
            with you.during("wait"):
                take(0.01)
        you.note("have the answer")
        if "after" in way:
            work(you)
    return merge(you, bell.log, clerk)


def work(you: EventLog) -> None:
    """Do a piece of your own work."""
    with you.during("own work"):
        take(0.01)


def _begin(line: Connection, notes: Connection) -> None:
    line.send(WISH)
    hear(notes)


def _end(line: Connection, sign: Sign, bell: Bell | None) -> None:
    sign.set()
    hear(line)
    if bell is not None:
        bell.ring()


# -- a student's four ways ---------------------------------------------------------------------


class Desk:
    """What the student's function is given, and what it does with it: the base of both kinds.

    `did` lists ask, look, read, wait, take and told. The sign is given at the end of the second
    page, or when somebody waits.
    """

    def __init__(self, notes: Connection, sign: Sign) -> None:
        """Begin with an empty list; the clerk's `notes` come through a line."""
        self.did: list[str] = []
        self.you = EventLog("you")
        self.notes, self.sign = notes, sign

    def page(self) -> None:
        """Read a page; after the second one, the answer is there."""
        if len(self.did) > 2 * MOST_LOOKS:
            raise Endless("reads without end")
        self.did.append("read")
        work(self.you)
        if self.did.count("read") == 2 and "ask" in self.did:
            self.sign.set()
            self.settle()

    def settle(self) -> None:
        """Return when the answer has come, as far as it can."""

    def report(self, answer: Any) -> dict[str, Any]:
        """Return the answer, what was done, and how many pages were read while the clerk counted.

        The clerk, who may still count, is given the sign.
        """
        self.sign.set()
        pages = 0
        if "ask" in self.did:
            clerk = hear(self.notes)
            [counting] = clerk.spans()
            pages = sum(page.overlaps(counting) for page in self.you.spans())
        return {"answer": answer, "did": self.did, "meanwhile": pages}


class AtTheCounter(Desk):
    """A line to a clerk: `send`, `poll`, `recv`."""

    def __init__(self, line: Connection, notes: Connection, sign: Sign) -> None:
        """Speak to the clerk at the other end."""
        super().__init__(notes, sign)
        self.line = line

    def send(self, wish: Any) -> None:
        """Ask; return when the clerk has begun to count."""
        self.did.append("ask")
        self.line.send(wish)
        hear(self.notes)

    def poll(self, timeout: float | None = 0.0) -> bool:
        """Tell whether the answer is there; a wait is noted, and not done."""
        self.did.append("look" if timeout == 0 else "wait")
        if self.did.count("look") > MOST_LOOKS:
            raise Endless("looks without end")
        return self.line.poll(0)

    def recv(self) -> Any:
        """Return the answer; if it is not there, wait for it."""
        there = self.line.poll(0)
        self.did.append("take" if there else "wait")
        self.sign.set()
        return hear(self.line)

    def settle(self) -> None:
        """Return when the answer lies in the pipe."""
        self.line.poll(PATIENCE)


class WithATicket(Desk):
    """A pool of one clerk whose futures tell who waits for them."""

    def __init__(self) -> None:
        """Open the bank."""
        notes, its_notes = Pipe()
        super().__init__(notes, Event())
        self.bell, self.told, self.sits = Bell(), Bell(), False
        self.news: list[Any] = []
        self.pool = ProcessPoolExecutor(1, get_context(), take_desk, (its_notes, self.sign))

    def submit(self, fn: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Ask; return a ticket when the clerk has begun to count."""
        self.did.append("ask")
        future = self.pool.submit(fn, *args)
        future.add_done_callback(self.bell.ring)
        for name in ("result", "exception"):
            setattr(future, name, partial(self._get, future, getattr(future, name)))
        hear(self.notes)
        if self.sits:  # nothing of its own to do, so time alone gives the sign
            Timer(0.2, self.sign.set).start()
        return future

    def _get(self, future: Future[Any], get: Callable[..., Any], timeout: Any = None) -> Any:
        if not future.done() and current_thread() is main_thread():
            self.did.append("wait")
            self.sign.set()
        return get(timeout)

    def tell(self, answer: Any) -> None:
        """Hear the answer."""
        self.did.append("told")
        self.news.append(answer)
        self.told.ring()

    def settle(self) -> None:
        """Return when the answer is there and has been told, or is not told at once."""
        self.bell.wait()
        self.told.rung.wait(LAG)


def at_the_counter(module: ModuleType, way: str) -> dict[str, Any]:
    """Let `stand` or `look_up` run the errand; see `Desk.report`."""
    sign = Event()
    with counter(sign) as (line, notes):
        desk = AtTheCounter(line, notes, sign)
        try:
            more = (desk.page,) if way == "look_up" else ()
            answer = getattr(module, way)(desk, WISH, *more)
        except Endless as error:
            answer = f"stopped: it {error}"
        return desk.report(answer)


def with_a_ticket(module: ModuleType, way: str) -> dict[str, Any]:
    """Let `sit` or `be_called` run the errand; see `Desk.report`. The answer is what was told."""
    desk = WithATicket()
    try:
        if way == "sit":
            desk.sits = True
            return desk.report(module.sit(desk, count_at_a_sign, WISH))
        module.be_called(desk, count_at_a_sign, WISH, [desk.page] * PAGES, desk.tell)
        found = desk.report(None)
    finally:
        desk.sign.set()
        desk.pool.shutdown()
    return found | {"answer": desk.news}

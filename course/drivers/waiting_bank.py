"""Lesson 6's bank: a clerk behind a counter, a bell, and an event loop of its own.

you = EventLog("you")
with counter() as clerk:                # a child process serves behind it
    with you.during("wait"):
        clerk.line.send("100 in coins")
        clerk.line.recv()
print(merge(you, clerk.log()))
"""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import TypeVar

from course.events import EventLog
from course.processes import stop
from course.workers.waiting import PATIENCE, serve

Result = TypeVar("Result")


@dataclass(frozen=True)
class Counter:
    """Our side of a counter: the line to the clerk, who serves one wish."""

    line: Connection

    def log(self) -> EventLog:
        """Return what the clerk wrote down; ask for it once, after the answer."""
        if not self.line.poll(PATIENCE):
            raise TimeoutError(f"the clerk sent no log within {PATIENCE:g} s")
        log = self.line.recv()
        assert isinstance(log, EventLog)
        return log


@contextmanager
def counter(seconds: float = 0.3, *, leaves: bool = False) -> Iterator[Counter]:
    """Open a counter whose clerk counts for so many seconds; close it when the block ends.

    A clerk that `leaves` ends in the middle of it, without an answer.
    """
    context = multiprocessing.get_context("spawn")  # the same on every system
    ours, theirs = context.Pipe()
    clerk = context.Process(target=serve, args=(theirs, seconds, leaves), name="clerk")
    clerk.start()
    theirs.close()  # the clerk's end is the clerk's alone: when it ends, we hear of it
    try:
        yield Counter(ours)
    finally:
        ours.close()
        stop(clerk)


@dataclass
class Bell:
    """What calls you when something is done; `ring` is a callback, and may get a future."""

    log: EventLog = field(default_factory=lambda: EventLog("bell"))
    rung: threading.Event = field(default_factory=threading.Event)

    def ring(self, done: object = None) -> None:
        """Write it down and wake whoever waits; in whatever thread this is called."""
        self.log.note("rings")
        self.rung.set()

    def wait(self, seconds: float = 10.0) -> None:
        """Sit still until it rings; a TimeoutError if it does not ring in time."""
        if not self.rung.wait(seconds):
            raise TimeoutError(f"the bell did not ring within {seconds:g} s")


def in_own_loop(main: Callable[[], Awaitable[Result]]) -> Result:
    """Run a coroutine function in an event loop, in a thread of its own; return its result.

    A notebook's kernel is an event loop already, and `asyncio.run` refuses to run inside another.
    On Windows two kinds of loop exist, and only this one can start processes, while a kernel may
    be of the other kind. Interrupted, the coroutine is cancelled and its `finally` blocks run.
    """
    kind = getattr(asyncio, "ProactorEventLoop", None)  # on Windows only
    results: list[Result] = []
    errors: list[BaseException] = []
    begun: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[Result]]] = []

    async def run() -> Result:
        task = asyncio.current_task()
        assert task is not None
        begun.append((asyncio.get_running_loop(), task))
        return await main()

    def target() -> None:
        try:
            with asyncio.Runner(loop_factory=kind) as runner:
                results.append(runner.run(run()))
        except BaseException as error:  # handed over to the caller below
            errors.append(error)

    thread = threading.Thread(target=target, name="event loop", daemon=True)
    thread.start()
    try:
        thread.join()
    except BaseException:
        for loop, task in begun:
            loop.call_soon_threadsafe(task.cancel)
        thread.join(PATIENCE)
        raise
    if errors:
        raise errors[0]
    return results[0]


async def turns_during(other: Awaitable[object]) -> int:
    """Wait for something; return how many turns another task of the same loop got meanwhile."""
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.01)
            turns += 1

    beside = asyncio.create_task(take_turns())
    try:
        await other
    finally:
        beside.cancel()
    return turns

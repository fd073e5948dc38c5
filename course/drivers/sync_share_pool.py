"""Lesson 11: let a student's functions share a number, accounts and a buffer; say what came of it.

Each function runs in children, on things of `course.workers.sync_watched`, which note what is done
with them. The reports rest on those notes, not on what a function says about itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import Process, SimpleQueue
from types import ModuleType
from typing import Any

from course.workers.sync_share_pool import report
from course.workers.sync_watched import (
    PATIENCE,
    Account,
    Hall,
    Stuck,
    WatchedBarrier,
    WatchedBuffer,
    WatchedNumber,
)

NAMES = ("ada", "bob", "cem", "dee")


@contextmanager
def children(calls: Sequence[tuple[Any, ...]]) -> Iterator[list[Process]]:
    """Run each (function, *arguments) in a child, called ada, bob, …; none is left afterwards."""
    started: list[Process] = []
    try:
        for name, (function, *args) in zip(NAMES, calls, strict=False):
            child = Process(target=function, args=tuple(args), name=name)
            child.start()
            started.append(child)
        yield started
    finally:
        for child in started:
            child.kill()
        for child in started:
            child.join()


def wait_for_all(started: Sequence[Process], seconds: float = PATIENCE + 2) -> list[int | None]:
    """Wait until all have ended, or the time is up; return their exit codes."""
    until = time.monotonic() + seconds
    for child in started:
        child.join(max(0.0, until - time.monotonic()))
    return [child.exitcode for child in started]


def first_words(result: Any) -> Any:
    """Shorten "error: ValueError: …" to "ValueError", and a wait without hope to "stuck"."""
    if isinstance(result, str) and result.startswith("error: "):
        name = result.split(": ")[1]
        return "stuck" if name == Stuck.__name__ else name
    return result


# -- every update ------------------------------------------------------------------------------


def lost(module: ModuleType, parties: int) -> dict[str, Any]:
    """Let so many children run `lose` on one number that begins at 0.

    number: how it ended. did: what each child did, in its order: "read 0", "wait", "write 1".
    """
    number = WatchedNumber(parties, trap=False)
    barrier = WatchedBarrier(parties, number)
    with children([(module.lose, number, barrier)] * parties) as started:
        codes = wait_for_all(started)
    ended, did = number.record()
    return {"number": ended, "did": [did.get(name, []) for name in NAMES[:parties]], "codes": codes}


def kept(module: ModuleType, parties: int, times: int) -> dict[str, Any]:
    """Let so many children run `keep` on one number that begins at 0.

    number: how it ended. writes: how often it was written in all.
    """
    number = WatchedNumber(parties, trap=True)
    with children([(module.keep, number, times)] * parties) as started:
        codes = wait_for_all(started)
    ended, did = number.record()
    writes = sum(each.startswith("write") for child in did.values() for each in child)
    return {"number": ended, "writes": writes, "codes": codes}


# -- accounts ----------------------------------------------------------------------------------


def transfer(hall: Hall, me: int, function: Callable[..., Any], *args: Any) -> Any:
    """Be process `me` of the hall while the function runs."""
    hall.enter(me)
    try:
        return function(*args)
    finally:
        hall.leave()


def moved(
    module: ModuleType, balances: Sequence[int], moves: Sequence[tuple[int, int, int]]
) -> dict[str, Any]:
    """Let `transfer` make each move (from, to, amount) in a process of its own, at one time.

    ended: what each came to. balances: of accounts 1, 2, … afterwards. took: the locks that each
    process took, in its order. careless: whether a balance was used without its lock. locked: the
    accounts whose lock is not free in the end.
    """
    hall = Hall(len(moves))
    mailbox: Any = SimpleQueue()
    accounts = [Account(hall, number, money) for number, money in enumerate(balances, 1)]
    calls = [
        (report, mailbox, transfer, hall, me, module.transfer, accounts[one - 1],
         accounts[other - 1], amount)
        for me, (one, other, amount) in enumerate(moves)
    ]  # fmt: skip
    with children(calls) as started:
        wait_for_all(started)
    ended: dict[str, Any] = {}
    while not mailbox.empty():
        who, result = mailbox.get()
        ended[who] = first_words(result)
    took: list[list[int]] = [[] for _ in moves]
    while not hall.notes.empty():
        me, number = hall.notes.get()
        took[me].append(number)
    careless = hall.careless
    locked = [each.number for each in accounts if not each.lock.is_free()]
    return {
        "ended": [ended.get(name, "nothing") for name in NAMES[: len(moves)]],
        "balances": [int(each._balance.value) for each in accounts],
        "took": took,
        "careless": careless,
        "locked": locked,
    }


# -- a bounded buffer --------------------------------------------------------------------------


def put_all(module: Any, buffer: WatchedBuffer, items: Sequence[int]) -> list[int]:
    """Put one item after the other."""
    try:
        for item in items:
            module(buffer, item)
        return list(items)
    finally:
        buffer.condition.leave()


def get_all(function: Any, buffer: WatchedBuffer, count: int) -> list[Any]:
    """Get so many items, and return them."""
    try:
        return [function(buffer) for _ in range(count)]
    finally:
        buffer.condition.leave()


def through(module: ModuleType, size: int, items: Sequence[int]) -> dict[str, Any]:
    """Let ada `put` the items into a buffer of this size, and bob `get` them, at one time.

    put, got: what each of them came to. careless: whether the items were used without holding the
    condition.
    """
    buffer = WatchedBuffer(size, present=2)
    mailbox: Any = SimpleQueue()
    calls = [
        (report, mailbox, put_all, module.put, buffer, list(items)),
        (report, mailbox, get_all, module.get, buffer, len(items)),
    ]
    with children(calls) as started:
        wait_for_all(started)
    ended: dict[str, Any] = {}
    while not mailbox.empty():
        who, result = mailbox.get()
        ended[who] = first_words(result)
    careless = bool(buffer.items.careless.value)
    return {"put": ended.get("ada"), "got": ended.get("bob"), "careless": careless}


def woken(module: ModuleType, function: str) -> dict[str, Any]:
    """Wake `put` or `get` once for nothing, then once for good.

    A child that puts 7 finds the buffer full, one that gets finds it empty. asleep: whether it
    slept, and slept again after it was woken for nothing. came_to: what it returned in the end,
    and items: what is in the buffer then.
    """
    buffer = WatchedBuffer(1, present=2)
    mailbox: Any = SimpleQueue()
    condition, items = buffer.condition, buffer.items
    call: tuple[Any, ...] = (report, mailbox, module.get, buffer)
    if function == "put":
        call = (report, mailbox, module.put, buffer, 7)
        with condition:
            items.append(1)
    asleep = []
    with children([call]) as started:
        asleep.append(_sleeps(buffer, started[0]))
        if asleep[-1]:
            with condition:
                condition.notify_all()
            asleep.append(_sleeps(buffer, started[0]))
        if asleep[-1]:
            with condition:
                items.pop(0) if function == "put" else items.append(7)
                condition.notify_all()
        wait_for_all(started)
    result = first_words(mailbox.get()[1]) if not mailbox.empty() else "nothing"
    with condition:
        left = [items.pop(0) for _ in range(len(items))]
    return {"asleep": asleep, "came_to": result, "items": left}


def _sleeps(buffer: WatchedBuffer, child: Process) -> bool:
    """Wait until the child sleeps (True), or has ended, or does neither for too long (False)."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and child.is_alive():
        if buffer.condition.sleepers():
            return True
        time.sleep(0.002)
    return False

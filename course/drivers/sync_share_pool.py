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
MISUSES = ("IndexError", "OverflowError", "RuntimeError")  # what a buffer raises


class ChildFailed(Exception):
    """A student's function raised an error, in a child, that it should not."""


@contextmanager
def children(
    mailbox: Any, calls: Sequence[tuple[Any, ...]], names: Sequence[str] = NAMES
) -> Iterator[list[Process]]:
    """Run each (function, *arguments) in a child, called ada, bob, …; none is left afterwards.

    What comes of each goes into the mailbox.
    """
    started: list[Process] = []
    try:
        for name, call in zip(names, calls, strict=False):
            child = Process(target=report, args=(mailbox, *call), name=name)
            child.start()
            started.append(child)
        yield started
    finally:
        for child in started:
            child.kill()
        for child in started:
            child.join()


def wait_for_all(started: Sequence[Process], seconds: float = PATIENCE + 2) -> None:
    """Wait until all have ended, or the time is up."""
    until = time.monotonic() + seconds
    for child in started:
        child.join(max(0.0, until - time.monotonic()))


def came_to(mailbox: Any, count: int, errors: Sequence[str] = ()) -> list[Any]:
    """Return what each child came to: a value, the name of an error, "stuck" or "nothing".

    Raises:
        ChildFailed: if one raised an error that is not among `errors`.
        NotImplementedError: if one has not been written yet.
    """
    ended: dict[str, Any] = {}
    while not mailbox.empty():
        who, error, value = mailbox.get()
        if error == "NotImplementedError":
            raise NotImplementedError
        if error not in ("", Stuck.__name__, *errors):
            raise ChildFailed(f"{who} raised {error}: {value}")
        ended[who] = "stuck" if error == Stuck.__name__ else error or value
    return [ended.get(name, "nothing") for name in NAMES[:count]]


# -- every update ------------------------------------------------------------------------------


def lost(module: ModuleType, parties: int) -> dict[str, Any]:
    """Let so many children run `lose` on one number that begins at 0.

    number: how it ended. did: what each child did, in its order: "read 0", "wait", "write 1".
    """
    number = WatchedNumber(parties, trap=False)
    barrier = WatchedBarrier(parties, number)
    mailbox: Any = SimpleQueue()
    with children(mailbox, [(module.lose, number, barrier)] * parties) as started:
        wait_for_all(started)
    came_to(mailbox, parties, ["BrokenBarrierError"])
    ended, did = number.record()
    return {"number": ended, "did": [did.get(name, []) for name in NAMES[:parties]]}


def kept(module: ModuleType, parties: int, times: int) -> dict[str, Any]:
    """Let so many children run `keep` on one number that begins at 0.

    number: how it ended. writes: how often it was written in all.
    """
    number = WatchedNumber(parties, trap=True)
    mailbox: Any = SimpleQueue()
    with children(mailbox, [(module.keep, number, times)] * parties) as started:
        wait_for_all(started)
    came_to(mailbox, parties)
    ended, did = number.record()
    writes = sum(each.startswith("write") for child in did.values() for each in child)
    return {"number": ended, "writes": writes}


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
        (transfer, hall, me, module.transfer, accounts[one - 1],
         accounts[other - 1], amount)
        for me, (one, other, amount) in enumerate(moves)
    ]  # fmt: skip
    with children(mailbox, calls) as started:
        wait_for_all(started)
    ended = came_to(mailbox, len(moves), ["ValueError"])
    took: list[list[int]] = [[] for _ in moves]
    while not hall.notes.empty():
        me, number = hall.notes.get()
        took[me].append(number)
    careless = hall.careless
    locked = [each.number for each in accounts if not each.lock.is_free()]
    return {
        "ended": ended,
        "balances": [int(each._balance.value) for each in accounts],
        "took": took,
        "careless": careless,
        "locked": locked,
    }


# -- a bounded buffer --------------------------------------------------------------------------


def put_all(function: Any, buffer: WatchedBuffer, items: Sequence[int]) -> list[int]:
    """Put one item after the other."""
    try:
        for item in items:
            function(buffer, item)
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

    Bob comes when the buffer is full, or ada has ended: so in every run it matters which item he
    takes first.

    put, got: what each of them came to. careless: whether the items were used without holding the
    condition.
    """
    buffer = WatchedBuffer(size, present=2)
    mailbox: Any = SimpleQueue()
    calls = [
        (put_all, module.put, buffer, list(items)),
        (get_all, module.get, buffer, len(items)),
    ]
    with children(mailbox, calls[:1]) as started:
        until = time.monotonic() + PATIENCE
        while buffer.items.count() < size and started[0].is_alive() and time.monotonic() < until:
            time.sleep(0.002)
        with children(mailbox, calls[1:], NAMES[1:]) as more:
            wait_for_all([*started, *more])
    put, got = came_to(mailbox, 2, MISUSES)
    return {"put": put, "got": got, "careless": bool(buffer.items.careless.value)}


def woken(module: ModuleType, function: str) -> dict[str, Any]:
    """Wake `put` or `get` once for nothing, then once for good.

    A child that puts 7 finds the buffer full, one that gets finds it empty. asleep: whether it
    slept, and slept again after it was woken for nothing. came_to: what it returned in the end,
    and items: what is in the buffer then.
    """
    buffer = WatchedBuffer(1, present=2)
    mailbox: Any = SimpleQueue()
    condition, items = buffer.condition, buffer.items
    call: tuple[Any, ...] = (module.get, buffer)
    if function == "put":
        call = (module.put, buffer, 7)
        with condition:
            items.append(1)
    asleep = []
    with children(mailbox, [call]) as started:
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
    [result] = came_to(mailbox, 1, MISUSES)
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

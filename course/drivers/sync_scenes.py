"""What lesson 11 shows: children that race and lock, and what each way to share costs here.

number, meeting = spawn.Value("q", 0), spawn.Barrier(2)
in_children(2, add_one_unguarded, number, meeting)
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from typing import Any

from course.events import EventLog
from course.processes import started
from course.workers import sync_share_pool as workers

SPAWN = multiprocessing.get_context("spawn")
PATIENCE = 20.0
MEGABYTES = 8


def in_children(count: int, target: Callable[..., object], *args: Any) -> None:
    """Run `target(*args)` in so many spawned children at one time, and wait for all of them."""
    with ExitStack() as stack:
        family = [
            stack.enter_context(started(target, *args, start_method="spawn")) for _ in range(count)
        ]
        for child in family:
            child.join(PATIENCE)


@contextmanager
def scene(**calls: tuple[Any, ...]) -> Iterator[list[EventLog]]:
    """Run each `name=(target, *args)` in a spawned child that sends a log; collect the logs.

    `target` gets a mailbox before its other arguments. The list is filled when the block ends.
    """
    logs: list[EventLog] = []
    mailbox: Any = SPAWN.Queue()
    with ExitStack() as stack:
        for name, (target, *args) in calls.items():
            stack.enter_context(started(target, mailbox, *args, name=name, start_method="spawn"))
        yield logs
        logs += [mailbox.get(timeout=PATIENCE) for _ in calls]
    logs.sort(key=lambda log: [*calls].index(log.name))


# -- what it costs -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """What one use takes: `seconds`, the median of several runs; `tier` groups like with like."""

    what: str
    tier: str
    seconds: float


class Costs(tuple[Cost, ...]):
    """A table of costs."""

    def __str__(self) -> str:
        """Return a row for each, in microseconds."""
        size = max(len(cost.what) for cost in self)
        return "\n".join(f"{c.what:<{size}} {c.seconds * 1e6:>12,.2f} µs   {c.tier}" for c in self)

    def tier(self, name: str) -> list[float]:
        """Return the seconds of one group."""
        return [cost.seconds for cost in self if cost.tier == name]


def median_of(use: Callable[[], object], times: int, runs: int = 5) -> float:
    """Return how many seconds one use takes: the median of `runs`, each of so many uses."""
    found = []
    for _ in range(runs):
        began = time.perf_counter()
        for _ in range(times):
            use()
        found.append((time.perf_counter() - began) / times)
    return statistics.median(found)


def measure_costs() -> Costs:
    """Measure on this machine what sharing a number, sending it and starting a process take."""
    return Costs((*_memory(), *_messages(), *_much(), *_processes()))


def _memory() -> Iterator[Cost]:
    value, array = SPAWN.Value("q", 0), SPAWN.Array("q", 8, lock=False)

    def locked() -> None:
        with value.get_lock():
            value.value += 1

    block = SharedMemory(create=True, size=8)

    def read() -> None:
        assert block.buf is not None
        block.buf[0]

    try:
        yield Cost("shared_memory: read a byte", "memory", median_of(read, 5000))
        yield Cost("Array: read an item", "memory", median_of(lambda: array[0], 5000))
        yield Cost("Value: add 1 under its lock", "memory", median_of(locked, 5000))
    finally:
        block.close()
        block.unlink()


def _messages() -> Iterator[Cost]:
    ours, theirs = SPAWN.Pipe()
    with started(workers.echo, theirs, start_method="spawn"):
        theirs.close()

        def through_the_pipe() -> None:
            ours.send(1)
            ours.recv()

        through_the_pipe()  # the child is there now
        yield Cost("Pipe: there and back", "message", median_of(through_the_pipe, 200))
        ours.send(None)
    inbox, outbox = SPAWN.Queue(), SPAWN.Queue()
    with started(workers.echo_queue, inbox, outbox, start_method="spawn"):

        def through_queues() -> None:
            inbox.put(1)
            outbox.get(timeout=PATIENCE)

        through_queues()
        yield Cost("Queue: there and back", "message", median_of(through_queues, 100))
        inbox.put(None)
    with SPAWN.Manager() as manager:
        shared = manager.list([0])
        yield Cost("Manager: read an item", "message", median_of(lambda: shared[0], 100))


def _much() -> Iterator[Cost]:
    data = bytes(MEGABYTES * 2**20)
    ours, theirs = SPAWN.Pipe()
    with started(workers.echo, theirs, start_method="spawn"):
        theirs.close()

        def there_and_back() -> None:
            ours.send(data)
            ours.recv()

        ours.send(1)
        ours.recv()
        what = f"Pipe: {MEGABYTES} MB there and back"
        yield Cost(what, "much data", median_of(there_and_back, 1))
        ours.send(None)
    block = SharedMemory(create=True, size=len(data))
    try:

        def attach() -> None:
            SharedMemory(block.name).close()

        what = f"shared_memory: attach to {MEGABYTES} MB"
        yield Cost(what, "much data", median_of(attach, 20))
    finally:
        block.close()
        block.unlink()


def _processes() -> Iterator[Cost]:
    with SPAWN.Pool(1) as pool:
        pool.apply(workers.square, (1,))
        task = median_of(lambda: pool.apply(workers.square, (1,)), 50)
        yield Cost("a task on a living worker", "message", task)

    def start() -> None:
        with started(workers.nothing, start_method="spawn") as child:
            child.join(PATIENCE)

    yield Cost("a process of its own for it", "process", median_of(start, 1))


# -- processes, threads, asyncio ---------------------------------------------------------------


def race_ways(work: Callable[[], object], tasks: int) -> dict[str, float]:
    """Do some tasks one after another, in threads, in processes; return the seconds of each."""
    found = {}
    began = time.perf_counter()
    for _ in range(tasks):
        work()
    found["one after another"] = time.perf_counter() - began
    with ThreadPoolExecutor(tasks) as threads:
        found["threads"] = _seconds(threads, work, tasks)
    with ProcessPoolExecutor(2, mp_context=SPAWN) as pool:
        _seconds(pool, workers.nothing, 4)  # the starts are paid for
        found["2 processes"] = _seconds(pool, work, tasks)
    return found


def _seconds(pool: Any, work: Callable[[], object], tasks: int) -> float:
    began = time.perf_counter()
    for future in [pool.submit(work) for _ in range(tasks)]:
        future.result()
    return time.perf_counter() - began


def race_table(tasks: int = 4) -> str:
    """Return a table: computing and waiting, each in several ways, in seconds."""
    rows = [("computing", race_ways(workers.compute, tasks))]
    waiting = race_ways(workers.wait_a_tenth, tasks)
    waiting["asyncio"] = _in_a_loop(tasks)
    rows.append(("waiting", waiting))
    ways = ["one after another", "threads", "2 processes", "asyncio"]
    lines = [f"{tasks} tasks".ljust(12) + "".join(way.rjust(19) for way in ways)]
    for name, found in rows:
        cells = [f"{found[way]:.2f} s" if way in found else "–" for way in ways]
        lines.append(name.ljust(12) + "".join(cell.rjust(19) for cell in cells))
    return "\n".join(lines)


def _in_a_loop(tasks: int) -> float:
    async def all_of_them() -> None:
        await asyncio.gather(*(asyncio.sleep(0.1) for _ in range(tasks)))

    began = time.perf_counter()
    thread = threading.Thread(target=lambda: asyncio.run(all_of_them()))
    thread.start()
    thread.join()
    return time.perf_counter() - began


def hands(names: Sequence[str]) -> str:
    """Return a letter for each name, in order of appearance: who did the first task is A."""
    letters = {name: chr(65 + place) for place, name in enumerate(dict.fromkeys(names))}
    return "".join(letters[name] for name in names)

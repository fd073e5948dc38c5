"""Lesson 11: let a student share memory and use a pool; say what was seen from outside."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Listener
from multiprocessing.shared_memory import SharedMemory
from types import ModuleType
from typing import Any

from course.workers.sync_share_pool import Prepare, Task

PATIENCE = 8.0  # seconds for which a task waits for one that should end before it
LAG = 3.0  # seconds for which the first task waits until all are submitted
SILENCE = 5.0  # seconds after the death of a worker in which a right answer returns


# -- shared memory -----------------------------------------------------------------------------


class BlockRecord:
    """What this process did with the blocks of shared memory that it made."""

    def __init__(self) -> None:
        self.made: list[SharedMemory] = []
        self.contents: list[bytes] = []
        self.unlinked: list[str] = []


@contextmanager
def watched_blocks() -> Iterator[BlockRecord]:
    """Keep a record of the blocks that this process makes; remove what it leaves behind."""
    record = BlockRecord()
    kept = SharedMemory.__init__, SharedMemory.close, SharedMemory.unlink

    def init(
        self: SharedMemory, name: Any = None, create: bool = False, *rest: Any, **more: Any
    ) -> None:
        kept[0](self, name, create, *rest, **more)
        if create:
            record.made.append(self)

    def look(self: SharedMemory) -> None:
        if self in record.made and self.buf is not None:
            record.contents.append(bytes(self.buf))

    def close(self: SharedMemory) -> None:
        look(self)
        kept[1](self)

    def unlink(self: SharedMemory) -> None:
        look(self)
        kept[2](self)
        record.unlinked.append(self.name)

    SharedMemory.__init__, SharedMemory.close, SharedMemory.unlink = init, close, unlink  # type: ignore[method-assign]
    try:
        yield record
    finally:
        SharedMemory.__init__, SharedMemory.close, SharedMemory.unlink = kept  # type: ignore[method-assign]
        for block in record.made:
            with suppress(OSError, BufferError):
                block.close()
            if block.name not in record.unlinked:
                with suppress(OSError):
                    block.unlink()


def summed(module: ModuleType, data: bytes, workers: int) -> dict[str, Any]:
    """Let `shared_sum` add up the bytes with so many workers.

    sum: what it returned. shared: whether the bytes stood in a block of shared memory that it
    made. removed: whether it unlinked all its blocks.
    """
    with watched_blocks() as record:
        total = module.shared_sum(data, workers)
        removed = [block.name in record.unlinked for block in record.made]
    shared = any(data in content for content in record.contents)
    return {"sum": total, "shared": shared, "removed": all(removed)}


# -- a pool ------------------------------------------------------------------------------------


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait until the condition holds, or the time is up."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.002)


class Watcher:
    """Whom a pool's tasks report to; it lets them end in an order, and keeps the record."""

    def __init__(self, order: Sequence[str], asked_first: int) -> None:
        """Let tasks end in `order`, none before so many have been submitted."""
        self.order, self.asked_first = list(order), asked_first
        self.listener = Listener()
        self.asked = 0
        self.seen: list[tuple[str, int, int]] = []
        self.gone: set[str] = set()
        self.futures: dict[str, Future[Any]] = {}
        self.died = 0.0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._watch, args=(line,), daemon=True).start()

    def _watch(self, line: Connection) -> None:
        with suppress(OSError, EOFError), line:
            item, pid, prepared = line.recv()
            self.seen.append((item, pid, prepared))
            before = self.order[: self.order.index(item)] if item in self.order else []
            wait_until(lambda: self.asked >= self.asked_first, LAG)
            wait_until(lambda: all(map(self._is_done, before)), PATIENCE)
            self.asked_first = 0  # it was waited for, once
            line.send("go")
            with suppress(EOFError, OSError):
                line.recv()  # it closes the line, or dies
            if item.startswith("!"):
                self.died = time.monotonic()
            self.gone.add(item)

    def _is_done(self, item: str) -> bool:
        """Tell whether a task has ended, and its result has come to whoever asked."""
        return item in self.gone and (item not in self.futures or self.futures[item].done())

    def waits_in_vain(self) -> bool:
        """Tell whether a worker has died, and nobody has noticed for too long."""
        return self.died > 0 and time.monotonic() - self.died > SILENCE


@contextmanager
def watched_pools(watcher: Watcher) -> Iterator[None]:
    """Count what is submitted to any pool executor of this process."""
    submit = ProcessPoolExecutor.submit

    def counted(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        future = submit(self, *args, **kwargs)
        watcher.asked += 1
        if len(args) == 2 and isinstance(args[1], str):
            watcher.futures[args[1]] = future
        return future

    ProcessPoolExecutor.submit = counted  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProcessPoolExecutor.submit = submit  # type: ignore[method-assign]


def patiently(function: Callable[[], Any], hopeless: Callable[[], bool]) -> Any:
    """Call a function in a thread of its own; return what it returns, or "hangs" if hopeless."""
    results: list[Any] = []

    def call() -> None:
        try:
            results.append(function())
        except BaseException as error:  # handed over below
            results.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.02)
        if thread.is_alive() and hopeless():
            return "hangs"
    if isinstance(results[0], BaseException):
        raise results[0]
    return results[0]


def harvested(
    module: ModuleType, items: Sequence[str], workers: int, order: Sequence[str] = ()
) -> Any:
    """Let `harvest` work on the items, with tasks that end in `order`.

    results: what it returned, exceptions as "error: NAME"; or "hangs". prepared: how often each
    worker had been prepared when it had a task: the least and the most. processes: how many did
    tasks. If it returned no list, that is the report.
    """
    watcher = Watcher(order, len(items) if any(item[0] == "!" for item in items) else 0)
    address = watcher.listener.address
    try:
        with watched_pools(watcher):
            got = patiently(
                lambda: module.harvest(Task(address), list(items), workers, Prepare(address)),
                watcher.waits_in_vain,
            )
    finally:
        watcher.listener.close()
    if type(got) is not list and got != "hangs":
        return got  # the check says what it is
    if type(got) is list:
        got = [f"error: {type(e).__name__}" if isinstance(e, BaseException) else e for e in got]
    counts = [prepared for _, _, prepared in watcher.seen]
    pids = {pid for _, pid, _ in watcher.seen}
    prepared = [min(counts, default=0), max(counts, default=0)]
    return {"results": got, "prepared": prepared, "processes": len(pids)}

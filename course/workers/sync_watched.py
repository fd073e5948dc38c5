"""Shared things that note what is done with them, and make a race or a deadlock certain.

They are what the checks of lesson 11 lend to a student's functions: a number, accounts, a bounded
buffer. Each can be used as the ordinary one, goes to children as an argument, and is kept by the
checker. None of them lets a wrong answer hang: what would wait for ever raises `Stuck`.
"""

from __future__ import annotations

import time
from multiprocessing import (
    Array,
    Barrier,
    Condition,
    Lock,
    RLock,
    SimpleQueue,
    Value,
    current_process,
)
from threading import BrokenBarrierError
from typing import Any

PATIENCE = 8.0  # seconds for which a child waits for another; less than a call may take
MEETING = 4.0  # seconds for which one waits in the gap for others that may not have begun yet
NOTHING = 0


class Stuck(Exception):
    """What a student's function was about to wait for would never come."""


# -- a number ----------------------------------------------------------------------------------


class WatchedNumber:
    """A shared number: `value`, `get_lock()`. Whoever reads without the lock is made to race.

    A process that has read and could still write is kept, outside the lock, until another has
    read, too. So what could lose an update does lose it, in every run.
    """

    def __init__(self, parties: int, *, trap: bool) -> None:
        """Be shared by so many processes; set the trap, or only keep notes."""
        self._number = Value("q", 0)
        self._notes: Any = SimpleQueue()
        self._meeting: Any = Barrier(parties) if trap else None
        self._lock = NumberLock(self)
        self.unwritten = False

    @property
    def value(self) -> int:
        """Read the number."""
        seen = int(self._number.value)
        self.note(f"read {seen}")
        if self._lock.held:
            self.unwritten = True
        else:
            self.wait_for_others()
        return seen

    @value.setter
    def value(self, new: int) -> None:
        self.note(f"write {new}")
        self.unwritten = False
        self._number.value = new

    def get_lock(self) -> NumberLock:
        """Return the number's own lock."""
        return self._lock

    def note(self, what: str) -> None:
        """Write down what this process does."""
        self._notes.put((current_process().name, what))

    def wait_for_others(self) -> None:
        """Stand in the gap between reading and writing until the others do, too."""
        if self._meeting is not None:
            try:
                self._meeting.wait(MEETING)
            except BrokenBarrierError:
                return  # the others do not come here

    def record(self) -> tuple[int, dict[str, list[str]]]:
        """Return the number, and what each process did; ask once, when they have ended."""
        did: dict[str, list[str]] = {}
        while not self._notes.empty():
            who, what = self._notes.get()
            did.setdefault(who, []).append(what)
        return int(self._number.value), dict(sorted(did.items()))


class NumberLock:
    """The lock of a `WatchedNumber`; it may be taken several times by its holder."""

    def __init__(self, number: WatchedNumber) -> None:
        self._number, self._lock, self.held = number, RLock(), 0

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take the lock."""
        endless = block and timeout is None
        taken = self._lock.acquire(block, PATIENCE if endless else timeout)
        if endless and not taken:
            raise Stuck("the number's lock was never given back")
        self.held += taken
        return taken

    def release(self) -> None:
        """Give the lock back; if a value that was read is not written yet, others come between."""
        self._lock.release()
        self.held -= 1
        if not self.held and self._number.unwritten:
            self._number.unwritten = False
            self._number.wait_for_others()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()


class WatchedBarrier:
    """A barrier for the users of a `WatchedNumber`."""

    def __init__(self, parties: int, number: WatchedNumber) -> None:
        self.parties, self._number, self._barrier = parties, number, Barrier(parties)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the others; whoever holds the lock that they need waits in vain."""
        self._number.note("wait")
        if self._number.get_lock().held:
            self._barrier.abort()
            raise Stuck("it waits at the barrier and holds the lock that the others need")
        return self._barrier.wait(PATIENCE if timeout is None else timeout)


# -- accounts ----------------------------------------------------------------------------------


class Hall:
    """Who holds and who wants which lock: every process of a scene writes it here.

    A process that has one lock and wants another is kept until each other process has one, wants
    one, or is gone. If two then want what the other has, neither waits: `Stuck`.
    """

    def __init__(self, parties: int) -> None:
        self._guard = Lock()
        self._holds, self._wants = Array("q", parties), Array("q", parties)
        self._gone, self._careless = Array("q", parties), Value("q", 0)
        self.notes: Any = SimpleQueue()
        self.me = 0

    def enter(self, me: int) -> None:
        """Be process number `me` from now on, in this process."""
        self.me = me

    def leave(self) -> None:
        """Be gone: nobody need wait for this process."""
        self._gone[self.me] = 1

    def holding(self, number: int) -> bool:
        """Tell whether this process holds a lock."""
        return bool(self._holds[self.me] >> number & 1)

    def want(self, number: int) -> None:
        """Say that this process wants a lock, and see whether it can come to that.

        Raises:
            Stuck: if it has the lock already, or another that has it wants one of this process.
        """
        if self.holding(number):
            raise Stuck(f"it waits for lock {number}, which it holds itself")
        self._wants[self.me] = 1 << number
        if self._holds[self.me]:
            self._wait_for_the_others()
        with self._guard:
            for other in range(len(self._holds)):
                crossed = self._wants[other] & self._holds[self.me]
                if other != self.me and self._holds[other] >> number & 1 and crossed:
                    self._wants[self.me] = NOTHING
                    raise Stuck("two processes wait for each other's lock: a deadlock")

    def _wait_for_the_others(self) -> None:
        until = time.monotonic() + PATIENCE
        others = [each for each in range(len(self._holds)) if each != self.me]
        while time.monotonic() < until and not all(
            self._holds[each] or self._wants[each] or self._gone[each] for each in others
        ):
            time.sleep(0.002)

    def got(self, number: int) -> None:
        """Note that this process now holds a lock."""
        with self._guard:
            self._holds[self.me] |= 1 << number
            self._wants[self.me] = NOTHING
        self.notes.put((self.me, number))

    def gave(self, number: int) -> None:
        """Note that it holds it no longer."""
        with self._guard:
            self._holds[self.me] &= ~(1 << number)

    def be_careless(self) -> None:
        """Note that something was used without its lock."""
        self._careless.value = 1

    @property
    def careless(self) -> bool:
        """Tell whether anything was ever used without its lock."""
        return bool(self._careless.value)


class AccountLock:
    """The lock of an account."""

    def __init__(self, hall: Hall, number: int) -> None:
        self._hall, self._number, self._lock = hall, number, Lock()

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take the lock; raise `Stuck` rather than wait for ever."""
        if not block or timeout is not None:
            taken = self._lock.acquire(block, timeout)
        else:
            self._hall.want(self._number)
            taken = self._lock.acquire(timeout=PATIENCE)
            if not taken:
                raise Stuck(f"lock {self._number} was never given back")
        if taken:
            self._hall.got(self._number)
        return taken

    def release(self) -> None:
        """Give the lock back."""
        self._hall.gave(self._number)
        self._lock.release()

    def is_free(self) -> bool:
        """Tell whether nobody holds it; for the checker, when all is over."""
        return self._lock.acquire(block=False)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()


class Account:
    """Money in shared memory: a `number`, a `balance`, and a `lock` for it."""

    def __init__(self, hall: Hall, number: int, balance: int) -> None:
        self.number, self.lock = number, AccountLock(hall, number)
        self._hall, self._balance = hall, Value("q", balance)

    @property
    def balance(self) -> int:
        """Read the balance; hold the lock."""
        if not self._hall.holding(self.number):
            self._hall.be_careless()
        return int(self._balance.value)

    @balance.setter
    def balance(self, new: int) -> None:
        if not self._hall.holding(self.number):
            self._hall.be_careless()
        self._balance.value = new

    def __repr__(self) -> str:
        return f"account {self.number}"


# -- a bounded buffer --------------------------------------------------------------------------


class WatchedCondition:
    """A condition that knows who is present and who sleeps; if all would sleep, `Stuck`."""

    def __init__(self, present: int) -> None:
        self._condition = Condition()
        self._present, self._sleeping = Value("q", present), Value("q", 0)
        self._hopeless = Value("q", 0)
        self.held = 0

    def acquire(self) -> bool:
        """Take the lock."""
        if not self._condition.acquire(timeout=PATIENCE):
            raise Stuck("the condition's lock was never given back")
        self.held += 1
        return True

    def release(self) -> None:
        """Give the lock back."""
        self._condition.release()
        self.held -= 1

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()

    def wait(self, timeout: float | None = None) -> bool:
        """Give the lock back, sleep until told, take the lock again."""
        if not self.held:
            raise RuntimeError("wait() without holding the condition")
        if timeout is not None:
            return bool(self._condition.wait(min(timeout, PATIENCE)))
        self._sleeping.value += 1
        if self._sleeping.value == self._present.value:
            self._sleeping.value -= 1
            raise Stuck("everybody sleeps, and nobody is left to tell")
        told = bool(self._condition.wait(PATIENCE))
        if self._hopeless.value or not told:
            raise Stuck("nobody ever told it to look again")
        return True

    def wait_for(self, predicate: Any, timeout: float | None = None) -> Any:
        """Wait until the predicate holds."""
        while not (result := predicate()):
            self.wait(timeout)
        return result

    def notify(self, n: int = 1) -> None:
        """Tell some who sleep to look again, once the lock is free."""
        if not self.held:
            raise RuntimeError("notify() without holding the condition")
        self._sleeping.value = max(0, self._sleeping.value - n)
        self._condition.notify(n)

    def notify_all(self) -> None:
        """Tell all who sleep to look again."""
        self.notify(1000)

    def sleepers(self) -> int:
        """Return how many sleep now; the lock is free then."""
        with self._condition:
            return int(self._sleeping.value)

    def leave(self) -> None:
        """Be present no longer; if only sleepers are left, let them fail."""
        with self._condition:
            self._present.value -= 1
            if self._present.value and self._present.value == self._sleeping.value:
                self._hopeless.value = 1
                self._condition.notify_all()


class WatchedItems:
    """The items of a buffer, oldest first: `len(items)`, `append`, `pop`. They are numbers."""

    MOST_LOOKS = 500

    def __init__(self, size: int, condition: WatchedCondition) -> None:
        self._size, self._condition = size, condition
        self._slots, self._count = Array("q", size), Value("q", 0)
        self.careless = Value("q", 0)
        self._looks = 0

    def _check(self) -> None:
        if not self._condition.held:
            self.careless.value = 1

    def __len__(self) -> int:
        self._check()
        self._looks += 1
        if self._looks > self.MOST_LOOKS:
            raise Stuck("it looks again and again, without waiting")
        return int(self._count.value)

    def count(self) -> int:
        """Return how many there are, for one who only watches."""
        return int(self._count.value)

    def append(self, item: int) -> None:
        """Add an item at the end; there must be room."""
        self._check()
        if self._count.value >= self._size:
            raise OverflowError("an item was put into a full buffer")
        self._slots[self._count.value] = item
        self._count.value += 1

    def pop(self, index: int = -1) -> int:
        """Take the item at `index`; there must be one."""
        self._check()
        if not self._count.value:
            raise IndexError("an item was taken from an empty buffer")
        items = list(self._slots[: self._count.value])
        item = int(items.pop(index))
        self._count.value = len(items)
        self._slots[: len(items)] = items
        return item


class WatchedBuffer:
    """A bounded buffer: at most `size` `items`, guarded by a `condition`."""

    def __init__(self, size: int, present: int) -> None:
        self.size, self.condition = size, WatchedCondition(present)
        self.items = WatchedItems(size, self.condition)

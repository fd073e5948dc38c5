"""Ready queues: who is next. All numbers are ticks, a job is its position in the workload."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from heapq import heappop, heappush


class ReadyQueue(ABC):
    """The processes that are ready, in the order in which a policy wants them."""

    preemptive = False
    """Whether a waiting process of better (smaller) rank takes the CPU from a running one."""
    boost_every: int | None = None
    waiting = 0
    """How many jobs are in the queue."""

    @abstractmethod
    def enter(self, job: int, left: int) -> int:
        """Queue a job with `left` ticks of its CPU burst to go; return the level it queues at."""

    @abstractmethod
    def take(self) -> int:
        """Remove the next job and return it."""

    def level(self, job: int) -> int:
        """Return the level of a job, 0 at the top."""
        return 0

    def slice_of(self, job: int) -> int | None:
        """Return for how long the job may run in one go; None means: until its burst ends."""
        return None

    def best(self) -> int:
        """Return the rank of the next job."""
        return 0

    def rank(self, job: int, left: int) -> int:
        """Return the rank of a job: the smaller, the more urgent."""
        return 0

    def account(self, job: int, ran: int, used_up: bool) -> None:  # noqa: B027  # optional
        """Note that a job ran; `used_up` says that its slice ended before its burst."""

    def boost(self) -> None:  # noqa: B027  # optional
        """Move everyone to the top level."""


class Fifo(ReadyQueue):
    """One line: the first to enter is the first to leave (FCFS, and RR with a quantum)."""

    def __init__(self, quantum: int | None = None) -> None:
        self._line: deque[int] = deque()
        self._quantum = quantum

    def enter(self, job: int, left: int) -> int:
        self.waiting += 1
        self._line.append(job)
        return 0

    def take(self) -> int:
        self.waiting -= 1
        return self._line.popleft()

    def slice_of(self, job: int) -> int | None:
        return self._quantum


class Ranked(ReadyQueue):
    """The smallest rank first (SJF, SRTF, priority); `tie` orders equal ranks, then the entry."""

    def __init__(
        self,
        rank: Callable[[int, int], int],
        tie: Sequence[int] | None = None,
        preemptive: bool = False,
    ) -> None:
        self._heap: list[tuple[int, int, int, int]] = []
        self._rank = rank
        self._tie = tie
        self._entries = 0
        self.preemptive = preemptive

    def enter(self, job: int, left: int) -> int:
        self.waiting += 1
        self._entries += 1
        tie = self._tie[job] if self._tie is not None else 0
        heappush(self._heap, (self._rank(job, left), tie, self._entries, job))
        return 0

    def take(self) -> int:
        self.waiting -= 1
        return heappop(self._heap)[-1]

    def best(self) -> int:
        return self._heap[0][0]

    def rank(self, job: int, left: int) -> int:
        return self._rank(job, left)


class Multilevel(ReadyQueue):
    """Feedback queues: use up your slice (or allotment) and you move down a level.

    A boost touches no process. It starts a new *epoch*: whoever carries an older epoch counts as
    moved to the top. The lines themselves are hung, whole, behind the line of the top level, so a
    boost costs as much as there are levels, however many processes wait.
    """

    preemptive = True

    def __init__(
        self,
        jobs: int,
        slices: Sequence[int],
        allotment: Sequence[int] | None = None,
        boost_every: int | None = None,
    ) -> None:
        self._slices = slices
        self._allotment = allotment
        self.boost_every = boost_every
        self._lines: list[deque[int]] = [deque() for _ in slices]  # new entries
        self._top: deque[deque[int]] = deque()  # lines that a boost hung before lines[0]
        self._epoch = 0
        self._epoch_of = [0] * jobs
        self._level_of = [0] * jobs
        self._used = [0] * jobs  # CPU time at this level, which counts against the allotment

    def level(self, job: int) -> int:
        if self._epoch_of[job] != self._epoch:
            self._epoch_of[job] = self._epoch
            self._level_of[job] = self._used[job] = 0
        return self._level_of[job]

    def enter(self, job: int, left: int) -> int:
        level = self.level(job)
        self._lines[level].append(job)
        self.waiting += 1
        return level

    def take(self) -> int:
        self.waiting -= 1
        if self._top:
            job = self._top[0].popleft()
            if not self._top[0]:
                self._top.popleft()
            return job
        return self._lines[self.best()].popleft()

    def best(self) -> int:
        if self._top:
            return 0
        level = 0
        while not self._lines[level]:
            level += 1
        return level

    def rank(self, job: int, left: int) -> int:
        return self.level(job)

    def slice_of(self, job: int) -> int | None:
        level = self.level(job)
        if self._allotment is None or level == len(self._slices) - 1:
            return self._slices[level]
        return min(self._slices[level], self._allotment[level] - self._used[job])

    def account(self, job: int, ran: int, used_up: bool) -> None:
        level = self.level(job)
        if level == len(self._slices) - 1:
            return
        self._used[job] += ran
        if used_up if self._allotment is None else self._used[job] >= self._allotment[level]:
            self._level_of[job] += 1
            self._used[job] = 0

    def boost(self) -> None:
        self._epoch += 1
        self._top.extend(line for line in self._lines if line)
        self._lines = [deque() for _ in self._slices]

"""The policies: small frozen facts that say who runs next, and their rules for ties in words.

`rule` is the sentence to print with every question: without it an answer may not be unique.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias, get_args

from course.scheduling.jobs import Table
from course.scheduling.queues import Fifo, Multilevel, Ranked, ReadyQueue
from course.scheduling.times import Ticks, Time, checked_count, checked_time, show

LineTie: TypeAlias = Literal["listed", "name"]
RankTie: TypeAlias = Literal["queued", "listed", "name"]
SliceTie: TypeAlias = Literal["arrivals first", "preempted first"]

_RANK_RULES = {
    "queued": "the one that entered the ready queue first",
    "listed": "the one listed first in the workload",
    "name": "the one whose name comes first in the alphabet",
}
_SLICE_RULES = {
    "arrivals first": "A process that becomes ready at the instant another's slice is used up "
    "queues before it.",
    "preempted first": "A process whose slice is used up queues before those that become ready at "
    "that instant.",
}


@dataclass(frozen=True)
class Policy(ABC):
    """What all policies have; `title` is the usual name, `rule` settles every tie."""

    title: ClassVar[str]
    preemptive: ClassVar[bool]

    @property
    @abstractmethod
    def rule(self) -> str:
        """The rule for ties, in words."""

    @abstractmethod
    def ready_queue(self, table: Table, ticks: Ticks) -> ReadyQueue:
        """Make an empty ready queue for a workload."""

    def numbers(self) -> tuple[Time, ...]:
        """Return the times among the parameters."""
        return ()

    def line_up(self, table: Table) -> Sequence[int]:
        """Return the order of jobs that enter the queue at one instant: a number for each job."""
        return range(len(table.arrival))

    @property
    def preempted_first(self) -> bool:
        """Whether an expired job queues before those that become ready at that instant."""
        return False

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class FCFS(Policy):
    """First come, first served: the longest in the queue runs to the end of its burst."""

    tie: LineTie = "listed"
    title = "FCFS"
    preemptive = False

    def __post_init__(self) -> None:
        _check_choice(self, "tie", self.tie, get_args(LineTie))

    @property
    def rule(self) -> str:
        order = "listed" if self.tie == "listed" else "named in the alphabet"
        return f"Processes that become ready at one instant queue in the order they are {order}."

    def ready_queue(self, table: Table, ticks: Ticks) -> ReadyQueue:
        return Fifo()

    def line_up(self, table: Table) -> Sequence[int]:
        return super().line_up(table) if self.tie == "listed" else table.name_rank


@dataclass(frozen=True)
class _Ranking(Policy):
    """A policy that runs the smallest rank first."""

    tie: RankTie = "queued"

    def __post_init__(self) -> None:
        _check_choice(self, "tie", self.tie, get_args(RankTie))

    @property
    def rule(self) -> str:
        keeps = " A running process keeps the CPU against an equal." if self._preempts else ""
        return f"Among equals, {_RANK_RULES[self.tie]} runs first.{keeps}"

    @property
    def _preempts(self) -> bool:
        return self.preemptive

    def _order(self, table: Table) -> Sequence[int] | None:
        listed = range(len(table.arrival))
        return {"queued": None, "listed": listed, "name": table.name_rank}[self.tie]

    def ready_queue(self, table: Table, ticks: Ticks) -> ReadyQueue:
        return Ranked(lambda job, left: left, self._order(table), self._preempts)


@dataclass(frozen=True)
class SJF(_Ranking):
    """Shortest job first: the shortest next CPU burst, which then runs to its end."""

    title = "SJF"
    preemptive = False


@dataclass(frozen=True)
class SRTF(_Ranking):
    """Shortest remaining time first: preempts for a burst that is shorter than what is left."""

    title = "SRTF"
    preemptive = True


@dataclass(frozen=True)
class Priority(_Ranking):
    """The smallest priority number first; `preemptive` says whether it may interrupt."""

    preemptive: bool = False  # type: ignore[misc]  # here it is a parameter
    title = "Priority"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.preemptive, bool):
            raise TypeError(f"preemptive is {self.preemptive!r}; give True or False")

    def __str__(self) -> str:
        return f"{'Preemptive' if self.preemptive else 'Non-preemptive'} priority"

    def ready_queue(self, table: Table, ticks: Ticks) -> ReadyQueue:
        return Ranked(lambda job, _: table.priority[job], self._order(table), self.preemptive)


@dataclass(frozen=True)
class RR(Policy):
    """Round robin: everyone in turn, for at most `quantum`."""

    quantum: Time = 1
    tie: SliceTie = "arrivals first"
    title = "RR"
    preemptive = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "quantum", checked_time(self.quantum, "the quantum of RR"))
        _check_choice(self, "tie", self.tie, get_args(SliceTie))

    @property
    def rule(self) -> str:
        return _SLICE_RULES[self.tie]

    @property
    def preempted_first(self) -> bool:
        return self.tie == "preempted first"

    def numbers(self) -> tuple[Time, ...]:
        return (self.quantum,)

    def ready_queue(self, table: Table, ticks: Ticks) -> ReadyQueue:
        return Fifo(ticks.ticks(self.quantum))

    def __str__(self) -> str:
        return f"RR, quantum {show(self.quantum)}"


@dataclass(frozen=True)
class MLFQ(Policy):
    """Multilevel feedback queues, the first of them the most urgent.

    A new process enters the end of queue 1. One that uses up its slice moves to the end of the next
    queue; the last queue runs round robin. Queue i runs only while queues 1 to i-1 are empty: an
    arrival to a higher queue preempts, and the preempted process goes to the end of its own queue.

    Without an `allotment` a process that gives up the CPU in time keeps its queue and its account
    starts again, so it can game the scheduler. An allotment (one per queue; one number for all) is
    the CPU time a process may use in a queue, in however many turns, before it moves down; a slice
    then only says how long one turn is. Every `boost` units of time all processes move to queue 1:
    the waiting ones from the top down, then the running ones, which give up the CPU.
    """

    slices: Sequence[Time] = (1, 2, 4)
    allotment: Time | Sequence[Time] | None = None
    boost: Time | None = None
    tie: SliceTie = "arrivals first"
    title = "MLFQ"
    preemptive = True

    def __post_init__(self) -> None:
        put = object.__setattr__
        slices = _times(self.slices, "slice")
        if not 1 <= len(slices) <= 64:
            raise ValueError(f"MLFQ has {len(slices)} slices; give 1 to 64, one for each queue")
        put(self, "slices", slices)
        if self.allotment is not None:
            given = self.allotment
            each = given if isinstance(given, Iterable) else (given,) * len(slices)
            allotment = _times(each, "allotment")
            if len(allotment) != len(slices):
                raise ValueError(
                    f"MLFQ has {len(slices)} slices but {len(allotment)} allotments; "
                    "give as many, or one number for all"
                )
            put(self, "allotment", allotment)
        if self.boost is not None:
            put(self, "boost", checked_time(self.boost, "the boost period of MLFQ"))
        _check_choice(self, "tie", self.tie, get_args(SliceTie))

    @classmethod
    def doubling(
        cls,
        levels: int = 3,
        first: Time = 1,
        *,
        allotment: Time | Sequence[Time] | None = None,
        boost: Time | None = None,
        tie: SliceTie = "arrivals first",
    ) -> MLFQ:
        """Make queues whose slice doubles from one to the next."""
        levels = checked_count(levels, "the number of levels", least=1, most=32)
        first = checked_time(first, "the first slice of MLFQ")
        return cls(tuple(first * 2**level for level in range(levels)), allotment, boost, tie)

    @property
    def rule(self) -> str:
        return (
            f"{_SLICE_RULES[self.tie]} A process preempted by a higher queue goes to the end of "
            "its own, after all that became ready at that instant."
        )

    @property
    def preempted_first(self) -> bool:
        return self.tie == "preempted first"

    def numbers(self) -> tuple[Time, ...]:
        boost = () if self.boost is None else (self.boost,)
        return (*self.slices, *self._allotments(), *boost)

    def _allotments(self) -> Sequence[Time]:
        return self.allotment if isinstance(self.allotment, Sequence) else ()

    def ready_queue(self, table: Table, ticks: Ticks) -> ReadyQueue:
        return Multilevel(
            len(table.arrival),
            slices=[ticks.ticks(each) for each in self.slices],
            allotment=[ticks.ticks(each) for each in self._allotments()] or None,
            boost_every=None if self.boost is None else ticks.ticks(self.boost),
        )

    def __str__(self) -> str:
        parts = [f"slices {', '.join(map(show, self.slices))}"]
        if self.allotment is not None:
            parts.append(f"allotments {', '.join(map(show, self._allotments()))}")
        if self.boost is not None:
            parts.append(f"boost every {show(self.boost)}")
        return f"MLFQ, {'; '.join(parts)}"


def _times(given: object, what: str) -> tuple[Time, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise TypeError(f"the {what}s of MLFQ are {given!r}; give one for each queue: (1, 2, 4)")
    return tuple(
        checked_time(each, f"{what} {at} of MLFQ") for at, each in enumerate(given, start=1)
    )


def _check_choice(policy: Policy, what: str, given: object, choices: tuple[str, ...]) -> None:
    if given not in choices:
        listed = " or ".join(repr(choice) for choice in choices)
        raise ValueError(f"the {what} rule of {policy.title} is {given!r}; choose {listed}")

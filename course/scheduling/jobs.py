"""What is to be scheduled: a `Job`, and a `Workload` of jobs checked once and used often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from operator import le
from typing import Any, overload

from course.scheduling.times import Ticks, Time, checked_count, checked_time, plain


@dataclass(frozen=True, slots=True, init=False)
class Job:
    """A process as a scheduler sees it: when it comes and what it does then.

    `bursts` is one CPU burst, or CPU and I/O bursts in turn: `(3, 5, 2)` computes for 3, waits for
    a device for 5 and computes for 2. It begins and ends with the CPU. A *smaller* `priority`
    number is more urgent, as with `nice`.
    """

    name: str
    arrival: Time
    bursts: tuple[Time, ...]
    priority: int

    def __init__(
        self, name: str, arrival: Time, bursts: Time | Iterable[Time], priority: int = 0
    ) -> None:
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise ValueError(f"a job's name is {name!r}; give a text with at least one letter")
        several = isinstance(bursts, Iterable) and not isinstance(bursts, str | bytes)
        given = tuple(bursts) if several else (bursts,)  # type: ignore[arg-type]
        if len(given) % 2 == 0:
            raise ValueError(
                f"job {name} has {len(given)} bursts; give an odd number: "
                "CPU, or CPU, I/O, CPU and so on (the last one is a CPU burst)"
            )
        checked = tuple(
            checked_time(burst, f"{'I/O' if at % 2 else 'CPU'} burst {at // 2 + 1} of job {name}")
            for at, burst in enumerate(given)
        )
        put = object.__setattr__  # the way to fill a frozen object
        put(self, "name", name)
        put(self, "arrival", checked_time(arrival, f"the arrival of job {name}", zero=True))
        put(self, "bursts", checked)
        put(
            self,
            "priority",
            checked_count(priority, f"the priority of job {name}", least=-(10**9), most=10**9),
        )

    @property
    def cpu(self) -> Time:
        """The CPU time that the job needs in all."""
        return sum(self.bursts[::2])

    @property
    def io(self) -> Time:
        """The time that the job spends waiting for devices."""
        return sum(self.bursts[1::2])

    def to_dict(self) -> dict[str, Any]:
        """Return the job as plain data that JSON can carry."""
        return {
            "name": self.name,
            "arrival": plain(self.arrival),
            "bursts": [plain(burst) for burst in self.bursts],
            "priority": self.priority,
        }


@dataclass(frozen=True)
class Table:
    """A workload in columns of ticks, as the simulators read it; a job is its position."""

    arrival: list[int]
    bursts: list[tuple[int, ...]]
    priority: list[int]
    names: list[str]

    @cached_property
    def has_io(self) -> bool:
        """Whether any job blocks."""
        return max(map(len, self.bursts)) > 1

    @cached_property
    def cpu(self) -> list[int]:
        """The CPU time of each job."""
        return [sum(bursts[::2]) for bursts in self.bursts]

    @cached_property
    def io(self) -> list[int]:
        """The I/O time of each job."""
        return [sum(bursts[1::2]) for bursts in self.bursts]

    @cached_property
    def total_cpu(self) -> int:
        """The CPU time of all jobs."""
        return sum(self.cpu)

    @cached_property
    def as_listed(self) -> Sequence[int]:
        """The jobs in order of arrival, those that arrive together as listed.

        A range says that the whole workload is listed in order of arrival.
        """
        listed = range(len(self.arrival))
        if all(map(le, self.arrival, islice(self.arrival, 1, None))):
            return listed
        return sorted(listed, key=self.arrival.__getitem__)

    @cached_property
    def name_rank(self) -> list[int]:
        """The place of each job's name in the alphabet."""
        by_name = sorted(range(len(self.names)), key=self.names.__getitem__)
        return sorted(range(len(by_name)), key=by_name.__getitem__)

    def in_order(self, tie: Sequence[int]) -> Sequence[int]:
        """Return the jobs in order of arrival; `tie` orders those that arrive together."""
        if isinstance(tie, range):
            return self.as_listed
        return sorted(self.as_listed, key=lambda job: (self.arrival[job], tie[job]))


class Workload(Sequence[Job]):
    """Jobs that were checked together: at least one, and every name used once."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        if isinstance(jobs, Job):
            raise TypeError(f"the workload is the single job {jobs.name}; give a list: [job]")
        if not isinstance(jobs, Iterable):
            raise TypeError(f"the workload is {jobs!r}; give a list of jobs")
        self._jobs = tuple(jobs)
        if not self._jobs:
            raise ValueError("the workload is empty; give at least one Job")
        for at, job in enumerate(self._jobs):
            if not isinstance(job, Job):
                raise TypeError(f"item {at} of the workload is {job!r}; write Job('A', 0, 5)")
        names = [job.name for job in self._jobs]
        if len(set(names)) < len(names):
            twice = Counter(names).most_common(1)[0][0]
            raise ValueError(f"two jobs are named {twice}; give every job a name of its own")
        self.names = names

    @overload
    def __getitem__(self, at: int) -> Job: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Job, ...]: ...
    def __getitem__(self, at: int | slice) -> Job | tuple[Job, ...]:
        return self._jobs[at]

    def __len__(self) -> int:
        return len(self._jobs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Workload) and self._jobs == other._jobs

    def __hash__(self) -> int:
        return hash(self._jobs)

    def __repr__(self) -> str:
        return f"Workload({list(self._jobs)!r})"

    @cached_property
    def ticks(self) -> Ticks:
        """The coarsest clock that fits every number of the workload."""
        return Ticks.fitting(chain.from_iterable((job.arrival, *job.bursts) for job in self._jobs))

    @cached_property
    def _table(self) -> Table:
        return self._columns(self.ticks)

    def table(self, ticks: Ticks) -> Table:
        """Return the workload in columns of `ticks`."""
        return self._table if ticks.scale == self.ticks.scale else self._columns(ticks)

    def _columns(self, ticks: Ticks) -> Table:
        jobs = self._jobs
        if ticks.kind is int:
            arrival: list[Any] = [job.arrival for job in jobs]
            bursts: list[Any] = [job.bursts for job in jobs]
        else:
            arrival = [ticks.ticks(job.arrival) for job in jobs]
            bursts = [tuple(map(ticks.ticks, job.bursts)) for job in jobs]
        return Table(arrival, bursts, [job.priority for job in jobs], self.names)

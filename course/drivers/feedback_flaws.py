"""Feedback queues done wrong, each in one way: how lesson 4's checks recognise a mistake."""

from __future__ import annotations

from collections.abc import Sequence

from course.scheduling import MLFQ, Job, Time, Trace, simulate
from course.scheduling.log import End, Entry, Log
from course.scheduling.machine import Core, Machine
from course.scheduling.queues import Multilevel


class _NeverDown(Multilevel):
    """A slice that is used up has no consequence."""

    def account(self, job: int, ran: int, used_up: bool) -> None:
        """Forget it."""


class _SameSlice(Multilevel):
    """The slice of the first queue holds for all."""

    def slice_of(self, job: int) -> int | None:
        return self._slices[0]


class _LastToTheEnd(Multilevel):
    """Whoever runs in the last queue keeps the CPU until it ends or a higher queue calls."""

    def slice_of(self, job: int) -> int | None:
        return None if self.level(job) == len(self._slices) - 1 else super().slice_of(job)


class _Patient(Multilevel):
    """A higher queue waits for the end of the running slice."""

    preemptive = False


class _LowestFirst(Multilevel):
    """The queues are looked through from the wrong end."""

    preemptive = False

    def best(self) -> int:
        return max(level for level, line in enumerate(self._lines) if line)


class _DownWhenPreempted(Machine):
    """A process that was preempted moves down as if its slice were used up."""

    def leave(self, core: Core, now: int, how: End) -> None:
        job = core.job
        super().leave(core, now, how)
        if how is End.PREEMPTED:
            self.ready.account(job, 0, True)


class _HeadWhenPreempted(Machine):
    """A process that was preempted goes back to the head of its queue."""

    def requeue(self, jobs: Sequence[int], now: int, cause: Entry) -> None:
        super().requeue(jobs, now, cause)
        if cause is Entry.PREEMPTED and isinstance(self.ready, Multilevel):
            self.ready._lines[self.ready.level(jobs[0])].rotate(1)


FLAWS: dict[str, tuple[type[Multilevel], type[Machine]]] = {
    "no-demotion": (_NeverDown, Machine),
    "slice-not-doubled": (_SameSlice, Machine),
    "last-queue-not-round-robin": (_LastToTheEnd, Machine),
    "higher-queue-does-not-preempt": (_Patient, Machine),
    "lower-queue-first": (_LowestFirst, Machine),
    "preempted-moves-down": (Multilevel, _DownWhenPreempted),
    "preempted-to-the-head-of-its-queue": (Multilevel, _HeadWhenPreempted),
}


def flawed_traces(jobs: Sequence[Job], slices: Sequence[Time]) -> dict[str, Trace]:
    """Run jobs under MLFQ with each flaw in turn; return the traces by the slug of the mistake."""
    policy, found = MLFQ(slices), {}
    right = simulate(jobs, policy)
    for slug, (queue, machine) in FLAWS.items():
        ready = queue(len(jobs), [right.ticks.ticks(each) for each in policy.slices])
        run = machine(
            right.table,
            ready,
            cpus=1,
            switch_cost=0,
            preempted_first=False,
            tie=policy.line_up(right.table),
            log=Log(),
        ).go()
        found[slug] = Trace(right.workload, policy, 1, 0, right.ticks, run)
    return found

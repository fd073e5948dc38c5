"""The simulated machine: CPUs, timers and a ready queue, driven from event to event.

At one instant, things happen in this order:

1. slices that end now leave their CPUs (CPU 0 first): the job finishes, blocks, or is *expired*;
2. under "preempted first", expired jobs queue now;
3. if a boost is due, every queue is emptied into the top one, then the running jobs follow;
4. new jobs queue, then unblocked ones, each group in the order of the tie rule;
5. under "arrivals first", expired jobs queue now;
6. idle CPUs (CPU 0 first) take jobs; then waiting jobs preempt running ones of worse rank.

A CPU that goes from one job to another first spends the switch cost. A preemption during the switch
abandons it. The first dispatch on a CPU is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from course.scheduling.jobs import Table
from course.scheduling.log import End, Entry, Log, Run
from course.scheduling.queues import ReadyQueue

NOBODY = NEVER = -1


@dataclass(slots=True)
class Core:
    """One CPU: what runs on it, since when, and what ran last."""

    number: int
    job: int = NOBODY
    last: int = NOBODY
    dispatch: int = NOBODY
    dispatched: int = 0
    start: int = 0


class Machine:
    """One run of a workload under a policy's ready queue."""

    def __init__(
        self,
        table: Table,
        ready: ReadyQueue,
        *,
        cpus: int,
        switch_cost: int,
        preempted_first: bool,
        tie: Sequence[int],
        log: Log | None,
    ) -> None:
        jobs = len(table.arrival)
        self.table = table
        self.ready = ready
        self.switch_cost = switch_cost
        self.preempted_first = preempted_first
        self.log = log
        self.left = [bursts[0] for bursts in table.bursts]  # of the current CPU burst
        self.burst = [0] * jobs
        self.tie = tie  # orders jobs that enter at one instant
        self.arriving = list(
            reversed(table.in_order(tie))
        )  # the next one is the last: pop() is cheap
        self.wakeups: list[tuple[int, int, int]] = []  # (time, tie, job)
        self.timers: list[tuple[int, int, int]] = []  # (end of slice, CPU, dispatch)
        self.cores = [Core(number) for number in range(cpus)]
        self.idle = list(range(cpus))
        self.next_boost = ready.boost_every
        self.run = Run([NEVER] * jobs, [0] * jobs, log=None if log is None else lambda: log)

    def go(self) -> Run:
        """Run until every job has finished."""
        while (now := self.next_instant()) is not None:
            expired = self.end_slices(now)
            if expired and self.preempted_first:
                self.requeue(expired, now, Entry.EXPIRED)
            if self.next_boost is not None and self.next_boost <= now:
                self.boost(now)
            self.admit(now)
            if expired and not self.preempted_first:
                self.requeue(expired, now, Entry.EXPIRED)
            ready, idle = self.ready, self.idle
            while idle and ready.waiting:
                self.start(self.cores[heappop(idle)], ready.take(), now)
            while ready.waiting and ready.preemptive and self.preempt(now):
                pass
        return self.run

    def next_instant(self) -> int | None:
        """Return the time of the next event, or None when nothing will ever happen."""
        timers, cores = self.timers, self.cores
        while timers and cores[timers[0][1]].dispatch != timers[0][2]:
            heappop(timers)  # that slice was cut short
        soonest = None
        if timers:
            soonest = timers[0][0]
            if self.next_boost is not None and self.next_boost < soonest:
                soonest = self.next_boost
        if self.arriving:
            arrival = self.table.arrival[self.arriving[-1]]
            if soonest is None or arrival < soonest:
                soonest = arrival
        if self.wakeups and (soonest is None or self.wakeups[0][0] < soonest):
            soonest = self.wakeups[0][0]
        return soonest

    def end_slices(self, now: int) -> list[int]:
        """Free the CPUs whose slices end now; return the jobs that are not done with the CPU."""
        expired = []
        timers = self.timers
        while timers and timers[0][0] == now:
            _, number, dispatch = heappop(timers)
            core = self.cores[number]
            if core.dispatch != dispatch:
                continue
            job = core.job
            if self.left[job] > now - core.start:
                self.leave(core, now, End.EXPIRED)
                expired.append(job)
            else:
                self.leave(core, now, self.burst_ends(job, now))
        return expired

    def burst_ends(self, job: int, now: int) -> End:
        """Let a job start its I/O, or finish."""
        bursts = self.table.bursts[job]
        at = self.burst[job] = self.burst[job] + 2
        if at > len(bursts):
            self.run.done[job] = now
            return End.FINISHED
        heappush(self.wakeups, (now + bursts[at - 1], self.tie[job], job))
        return End.BLOCKED

    def leave(self, core: Core, now: int, how: End) -> None:
        """Take the running job off its CPU and settle its accounts."""
        job, run, ran = core.job, self.run, now - core.start
        if ran < 0:  # the switch was not over
            run.overhead += now - core.dispatched
            ran = 0
        else:
            run.overhead += core.start - core.dispatched
        if ran and run.first[job] == NEVER:
            run.first[job] = core.start
        self.left[job] -= ran
        if how is End.BLOCKED:
            self.left[job] = self.table.bursts[job][self.burst[job]]
        self.ready.account(job, ran, how is End.EXPIRED)
        if self.log is not None:
            self.log.close(core.dispatch, now, how)
        core.last, core.job, core.dispatch = job, NOBODY, NOBODY
        heappush(self.idle, core.number)

    def requeue(self, jobs: Sequence[int], now: int, cause: Entry) -> None:
        """Put jobs at the end of the ready queue."""
        for job in jobs:
            level = self.ready.enter(job, self.left[job])
            if self.log is not None:
                self.log.enter(job, now, cause, level)

    def boost(self, now: int) -> None:
        """Move all waiting jobs to the top queue, then the running ones."""
        every = self.ready.boost_every or 0
        self.next_boost = (now // every + 1) * every
        running = [core for core in self.cores if core.job != NOBODY]
        moved = [core.job for core in running]
        for core in running:
            self.leave(core, now, End.BOOSTED)  # settles what was used before the boost
        self.ready.boost()
        if self.log is not None:
            self.log.enter(NOBODY, now, Entry.BOOST, 0)
        self.requeue(moved, now, Entry.BOOST)

    def admit(self, now: int) -> None:
        """Queue the jobs that arrive now, then those whose I/O is done now."""
        arriving, arrival = self.arriving, self.table.arrival
        while arriving and arrival[arriving[-1]] == now:
            self.requeue((arriving.pop(),), now, Entry.NEW)
        while self.wakeups and self.wakeups[0][0] == now:
            self.requeue((heappop(self.wakeups)[-1],), now, Entry.UNBLOCKED)

    def preempt(self, now: int) -> bool:
        """Let the best waiting job take a CPU from the worst running one, if it is better."""
        ready = self.ready
        loser, worst = self.cores[0], ready.best()
        for core in self.cores:
            ran = now - core.start
            left = self.left[core.job] - ran if ran > 0 else self.left[core.job]
            rank = ready.rank(core.job, left)
            if rank > worst:
                loser, worst = core, rank
        if worst == ready.best():
            return False
        job = loser.job
        self.leave(loser, now, End.PREEMPTED)
        self.requeue((job,), now, Entry.PREEMPTED)
        self.start(self.cores[heappop(self.idle)], ready.take(), now)
        return True

    def start(self, core: Core, job: int, now: int) -> None:
        """Dispatch a job: switch to it, then let it run for its slice or its whole burst."""
        switched = core.last not in (NOBODY, job)
        core.dispatched, core.start = now, now + (self.switch_cost if switched else 0)
        core.job, core.dispatch = job, self.run.dispatches
        self.run.dispatches += 1
        self.run.switches += switched
        limit = self.ready.slice_of(job)
        span = self.left[job] if limit is None else min(limit, self.left[job])
        heappush(self.timers, (core.start + span, core.number, core.dispatch))
        if self.log is not None:
            self.log.open(job, core.number, now, core.start, self.ready.level(job))

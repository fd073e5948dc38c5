"""Why this process now? One sentence for each decision, from what the scheduler saw."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from course.scheduling.log import End
from course.scheduling.policies import FCFS, MLFQ, RR, Priority, RankTie
from course.scheduling.replay import Decision, decisions
from course.scheduling.times import show

if TYPE_CHECKING:
    from course.scheduling.trace import Trace

_TIES: dict[RankTie, str] = {
    "queued": "entered the ready queue first",
    "listed": "is listed first",
    "name": "comes first in the alphabet",
}


def why(trace: Trace, index: int) -> str:
    """Say why dispatch number `index` went to that process."""
    if not -len(trace.slices) <= index < len(trace.slices):
        raise IndexError(f"there is no slice {index}; the trace has {len(trace.slices)}")
    at = range(len(trace.slices))[index]
    return _Teller(trace).because(next(islice(decisions(trace), at, None)))


def why_ended(trace: Trace, index: int) -> str:
    """Say why slice number `index` ended."""
    return _Teller(trace).ending(range(len(trace.slices))[index])


def story(trace: Trace) -> list[str]:
    """Return for every slice, in order, why it began and why it ended."""
    teller = _Teller(trace)
    return [f"{teller.because(each)} {teller.ending(each.index)}" for each in decisions(trace)]


class _Teller:
    """Turns decisions of one trace into sentences."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.log = trace, trace.log
        self.names = trace.workload.names
        self.policy = trace.policy
        self.entries: dict[int, list[int]] = {}  # job: its entries into the queue, in order
        for entry, job in enumerate(self.log.entry_job):
            self.entries.setdefault(job, []).append(entry)
        self.turns: dict[int, list[int]] = {}  # job: its slices, in order
        for at, job in enumerate(self.log.job):
            self.turns.setdefault(job, []).append(at)

    def time(self, ticks: int) -> str:
        return show(self.trace.ticks.time(ticks))

    def cpu(self, at: int) -> str:
        return "the CPU" if self.trace.cpus == 1 else f"CPU {self.log.cpu[at]}"

    def list(self, jobs: Sequence[int]) -> str:
        """List jobs, the first few by name."""
        shown = ", ".join(self.names[job] for job in jobs[:8])
        return f"{shown} and {len(jobs) - 8} more" if len(jobs) > 8 else shown

    def because(self, made: Decision) -> str:
        at = made.index
        job = self.log.job[at]
        now, name, cpu = self.time(self.log.dispatched[at]), self.names[job], self.cpu(at)
        if made.preempted is not None:
            return f"At {now}, {self._preempts(made, job, made.preempted)}"
        if len(made.ready) == 1:
            if self._goes_on(at):
                return (
                    f"At {now}, no other process is ready, so {name} keeps {cpu}{self._limit(at)}."
                )
            return f"At {now}, {name} is the only ready process, so it gets {cpu}{self._limit(at)}."
        return f"At {now}, {cpu} is free and {self._chosen(made, job)}"

    def _goes_on(self, at: int) -> bool:
        """Whether the job ran on this CPU until this very moment."""
        before = [one for one in self.turns[self.log.job[at]] if one < at][-1:]
        now = self.log.dispatched[at]
        return any(
            self.log.end[one] == now and self.log.cpu[one] == self.log.cpu[at] for one in before
        )

    def _limit(self, at: int) -> str:
        if isinstance(self.policy, RR):
            return f" for at most {show(self.policy.quantum)}"
        if isinstance(self.policy, MLFQ):
            level = self.log.level[at]
            return f" for at most {show(self.policy.slices[level])}, the slice of queue {level + 1}"
        return ""

    def _preempts(self, made: Decision, job: int, loser: int) -> str:
        name, other, at = self.names[job], self.names[loser], made.index
        if isinstance(self.policy, MLFQ):
            level = self.log.entry_level[self._entry_after(at, loser)] + 1
            return (
                f"{name} is ready in queue {self.log.level[at] + 1}, above queue {level} of {other}: "
                f"{name} preempts it, and {other} goes to the end of queue {level}."
            )
        if isinstance(self.policy, Priority):
            table = self.trace.table
            return (
                f"{name} with priority {table.priority[job]} is more urgent than {other} with "
                f"{table.priority[loser]} (smaller is more urgent): it preempts {other}."
            )
        return (
            f"{name} is ready and needs {self.time(made.left[job])}, less than the "
            f"{self.time(made.left[loser])} that {other} has left: it preempts {other}."
        )

    def _entry_after(self, at: int, job: int) -> int:
        """Return the entry with which a job came back after its last slice before dispatch `at`."""
        turns = sum(1 for one in self.turns[job] if one < at)
        return self.entries[job][turns]

    def _chosen(self, made: Decision, job: int) -> str:
        name, ready = self.names[job], made.ready
        if isinstance(self.policy, FCFS):
            return f"{name} has waited longest of {self.list(ready)}: first come, first served."
        if isinstance(self.policy, RR):
            return (
                f"{name} is at the head of the ready queue [{self.list(ready)}]: "
                f"it runs{self._limit(made.index)}."
            )
        if isinstance(self.policy, MLFQ):
            return self._head_of_level(made, name)
        if isinstance(self.policy, Priority):
            ranks = {each: self.trace.table.priority[each] for each in ready}
            best, what = f"has the most urgent priority, {ranks[job]}", "priority"
        else:
            ranks = made.left
            best, what = f"has the shortest burst to go, {self.time(ranks[job])}", "length"
        equals = [each for each in ready if ranks[each] == ranks[job]]
        if len(equals) == 1:
            return f"{name} {best}, of {self.list(ready)}."
        tie: RankTie = getattr(self.policy, "tie", "queued")
        return f"{self.list(equals)} share the best {what}; of these {name} {_TIES[tie]}."

    def _head_of_level(self, made: Decision, name: str) -> str:
        level = self.log.level[made.index]
        above = {0: "", 1: "queue 1 is empty and "}.get(
            level, f"queues 1 to {level} are empty and "
        )
        return (
            f"{above}{name} is at the head of queue {level + 1} "
            f"[{self.list(made.lanes[level])}]: it runs for at most "
            f"{show(self.policy.slices[level] if isinstance(self.policy, MLFQ) else 0)}."
        )

    def ending(self, at: int) -> str:
        log, how = self.log, self.log.ended[at]
        job, now = log.job[at], self.time(log.end[at])
        if how is End.FINISHED:
            return f"It finishes at {now}."
        back = self.entries[job][self.turns[job].index(at) + 1]
        if how is End.BLOCKED:
            return f"Its CPU burst ends at {now}; it is blocked until {self.time(log.entry_time[back])}."
        level = f" of queue {log.entry_level[back] + 1}" if isinstance(self.policy, MLFQ) else ""
        if how is End.EXPIRED:
            where = level or " of the ready queue"
            return f"Its slice is used up at {now}; it goes to the end{where}."
        if how is End.BOOSTED:
            return f"At {now} a boost moves everyone to queue 1; it goes to the end."
        if log.end[at] == log.start[at]:
            return f"It is preempted at {now}, before the switch to it was over."
        return f"It is preempted at {now}."

"""Why this process now? One sentence for each decision, from what the scheduler saw."""

from __future__ import annotations

from bisect import bisect
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
            limit = self._limit(at)
            if self._goes_on(at):
                return f"At {now}, no other process is ready, so {name} keeps {cpu}{limit}."
            return f"At {now}, {name} is the only ready process, so it gets {cpu}{limit}."
        return f"At {now}, {cpu} is free and {self._chosen(made, job)}"

    def _goes_on(self, at: int) -> bool:
        """Whether the job ran on this CPU until this very moment."""
        log, turns = self.log, self.turns[self.log.job[at]]
        before = turns[bisect(turns, at) - 2]  # a first turn finds itself or a later one
        return log.end[before] == log.dispatched[at] and log.cpu[before] == log.cpu[at]

    def _limit(self, at: int) -> str:
        if isinstance(self.policy, RR):
            return f" for at most {show(self.policy.quantum)}"
        if isinstance(self.policy, MLFQ):
            return f" for at most {show(self.policy.slices[self.log.level[at]])}"
        return ""

    def _preempts(self, made: Decision, job: int, loser: int) -> str:
        name, other, at = self.names[job], self.names[loser], made.index
        if isinstance(self.policy, MLFQ):
            upper, lower = self.log.level[at] + 1, self._level_after(at, loser) + 1
            return (
                f"{name} is ready in queue {upper} while {other} of queue {lower} runs: "
                f"{name} preempts it, and {other} goes to the end of queue {lower}."
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

    def _level_after(self, at: int, job: int) -> int:
        """Return the level at which a job queued after its last slice before dispatch `at`."""
        return self.log.entry_level[self.entries[job][bisect(self.turns[job], at)]]

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
        line, limit = self.list(made.lanes[level]), self._limit(made.index)
        empty = "queue 1 is" if level == 1 else f"queues 1 to {level} are"
        above = f"{empty} empty, so the next is {name}," if level else f"{name} is"
        return f"{above} at the head of queue {level + 1} [{line}]: it runs{limit}."

    def ending(self, at: int) -> str:
        log, how = self.log, self.log.ended[at]
        job = log.job[at]
        name, now = self.names[job], self.time(log.end[at])
        if how is End.FINISHED:
            return f"{name} finishes at {now}."
        back = self.entries[job][bisect(self.turns[job], at)]
        if how is End.BLOCKED:
            until = self.time(log.entry_time[back])
            return f"The CPU burst of {name} ends at {now}; it is blocked until {until}."
        if how is End.EXPIRED:
            multilevel = isinstance(self.policy, MLFQ)
            queue = f"queue {log.entry_level[back] + 1}" if multilevel else "the ready queue"
            return f"{name} has used up its slice at {now} and goes to the end of {queue}."
        if how is End.BOOSTED:
            return f"A boost at {now} moves everyone to queue 1; {name} goes to its end."
        early = ", before the switch to it was over" if log.end[at] == log.start[at] else ""
        return f"{name} is preempted at {now}{early}."

"""Play a log again, instant by instant: who was ready, running, blocked and finished when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course.scheduling.log import End
from course.scheduling.times import plain

if TYPE_CHECKING:
    from course.scheduling.trace import Trace


@dataclass(frozen=True)
class Decision:
    """What the scheduler saw when it made dispatch number `index`."""

    index: int
    lanes: list[list[int]]
    """The ready jobs of each level, the chosen one still among them."""
    left: dict[int, int]
    """What each ready job has left of its CPU burst, in ticks."""
    preempted: int | None
    """The job that had to leave the CPU for this one."""

    @property
    def ready(self) -> list[int]:
        """The ready jobs, from the top level down."""
        return [job for lane in self.lanes for job in lane]


class Replay:
    """The state of a run as its log is played again."""

    def __init__(self, trace: Trace) -> None:
        self._log, self._table = trace.log, trace.table
        levels = max((*self._log.level, *self._log.entry_level)) + 1
        self.lanes: list[list[int]] = [[] for _ in range(levels)]
        self.left = [bursts[0] for bursts in self._table.bursts]
        self.running: list[int | None] = [None] * trace.cpus  # number of the dispatch
        self.blocked: list[int] = []
        self.finished: list[int] = []
        self._burst = [0] * len(self.left)
        self._preempted: dict[int, int] = {}  # CPU: who was preempted there at this instant

    def instants(self) -> Iterator[tuple[int, list[Decision]]]:
        """Go from instant to instant; the state is as at its end, the decisions were made in it."""
        log = self._log
        endings = sorted(range(len(log.end)), key=lambda at: (log.end[at], log.cpu[at]))
        ended = entered = dispatched = 0
        for now in sorted({*log.end, *log.entry_time, *log.dispatched}):
            self._preempted.clear()
            while ended < len(endings) and log.end[endings[ended]] == now:
                self._end(endings[ended])
                ended += 1
            while entered < len(log.entry_time) and log.entry_time[entered] == now:
                self._enter(log.entry_job[entered], log.entry_level[entered])
                entered += 1
            decisions = []
            while dispatched < len(log.job) and log.dispatched[dispatched] == now:
                decisions.append(self._dispatch(dispatched))
                dispatched += 1
            yield now, decisions

    def _end(self, at: int) -> None:
        log, job = self._log, self._log.job[at]
        self.running[log.cpu[at]] = None
        self.left[job] -= log.end[at] - log.start[at]
        if log.ended[at] is End.FINISHED:
            self.finished.append(job)
        elif log.ended[at] is End.BLOCKED:
            self.blocked.append(job)
            self._burst[job] += 2
            self.left[job] = self._table.bursts[job][self._burst[job]]
        elif log.ended[at] is End.PREEMPTED:
            self._preempted[log.cpu[at]] = job

    def _enter(self, job: int, level: int) -> None:
        if job < 0:
            everyone = [each for lane in self.lanes for each in lane]
            self.lanes = [everyone] + [[] for _ in self.lanes[1:]]
            return
        self.lanes[level].append(job)
        if job in self.blocked:
            self.blocked.remove(job)

    def _dispatch(self, at: int) -> Decision:
        job, cpu = self._log.job[at], self._log.cpu[at]
        decision = Decision(
            index=at,
            lanes=[list(lane) for lane in self.lanes],
            left={each: self.left[each] for lane in self.lanes for each in lane},
            preempted=self._preempted.pop(cpu, None),
        )
        self.lanes[self._log.level[at]].remove(job)
        self.running[cpu] = at
        return decision


def decisions(trace: Trace) -> Iterator[Decision]:
    """Yield every decision of a run, in order of dispatch."""
    for _, made in Replay(trace).instants():
        yield from made


def frames(trace: Trace) -> list[dict[str, Any]]:
    """Return the state after each instant as plain data: what a widget draws, step by step."""
    names, log = trace.workload.names, trace.log
    state = Replay(trace)
    return [
        {
            "time": plain(trace.ticks.time(now)),
            "running": [None if at is None else names[log.job[at]] for at in state.running],
            "ready": [[names[job] for job in lane] for lane in state.lanes],
            "blocked": [names[job] for job in state.blocked],
            "finished": [names[job] for job in state.finished],
            "decisions": [decision.index for decision in made],
        }
        for now, made in state.instants()
    ]

"""The trace of a run: what ran where and when, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any, overload

from course.scheduling import gantt, reasons, replay
from course.scheduling.jobs import Table, Workload
from course.scheduling.log import End, Entry, Log, Run
from course.scheduling.metrics import JobMetrics, Metrics, per_job, summarise
from course.scheduling.policies import Policy
from course.scheduling.times import Ticks, Time, plain


@dataclass(frozen=True, slots=True)
class Slice:
    """One turn of a job on a CPU: dispatched, then (after a switch) running from start to end."""

    index: int
    name: str
    cpu: int
    dispatched: Time
    start: Time
    end: Time
    level: int
    ended: End

    @property
    def length(self) -> Time:
        """The time for which the job ran; 0 if the switch to it was abandoned."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class ReadyEvent:
    """An entry into the ready queue; a boost, which moves all, has no name."""

    time: Time
    name: str | None
    cause: Entry
    level: int


class Slices(Sequence[Slice]):
    """The slices of a trace in order of dispatch, made when looked at."""

    def __init__(self, log: Log, names: Sequence[str], ticks: Ticks) -> None:
        self._log, self._names, self._ticks = log, names, ticks

    def __len__(self) -> int:
        return len(self._log.job)

    @overload
    def __getitem__(self, at: int) -> Slice: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Slice, ...]: ...
    def __getitem__(self, at: int | slice) -> Slice | tuple[Slice, ...]:
        places = range(len(self))[at]
        return self._make(places) if isinstance(places, int) else tuple(map(self._make, places))

    def _make(self, at: int) -> Slice:
        log, time = self._log, self._ticks.time
        return Slice(
            index=at,
            name=self._names[log.job[at]],
            cpu=log.cpu[at],
            dispatched=time(log.dispatched[at]),
            start=time(log.start[at]),
            end=time(log.end[at]),
            level=log.level[at],
            ended=log.ended[at],
        )


@dataclass(frozen=True, eq=False)
class Trace:
    """One run. Slices, events and reasons are made from its log when they are asked for."""

    workload: Workload
    policy: Policy
    cpus: int
    switch_cost: Time
    ticks: Ticks = field(repr=False)
    run: Run = field(repr=False)

    @cached_property
    def log(self) -> Log:
        """The log in columns of ticks."""
        if self.run.log is None:
            raise ValueError("this run kept no log; use simulate()")
        return self.run.log()

    @cached_property
    def table(self) -> Table:
        """The workload in columns of ticks."""
        return self.workload.table(self.ticks)

    @cached_property
    def slices(self) -> Slices:
        """The slices in order of dispatch."""
        return Slices(self.log, self.workload.names, self.ticks)

    @cached_property
    def ready_events(self) -> tuple[ReadyEvent, ...]:
        """The entries into the ready queue, in order."""
        log, names = self.log, self.workload.names
        columns = zip(log.entry_time, log.entry_job, log.entry_cause, log.entry_level, strict=True)
        return tuple(
            ReadyEvent(self.ticks.time(time), names[job] if job >= 0 else None, cause, level)
            for time, job, cause, level in columns
        )

    @cached_property
    def jobs(self) -> dict[str, JobMetrics]:
        """How each job fared, by name."""
        return {row.name: row for row in per_job(self.table, self.ticks, self.run)}

    @cached_property
    def completion_order(self) -> tuple[str, ...]:
        """The names in order of completion; those that complete together in the order of CPUs."""
        log = self.log
        last = [at for at, how in enumerate(log.ended) if how is End.FINISHED]
        last.sort(key=lambda at: (log.end[at], log.cpu[at]))
        return tuple(self.workload.names[log.job[at]] for at in last)

    def metrics(self) -> Metrics:
        """Return the metrics of the whole run."""
        return summarise(self.table, self.ticks, self.run, self.cpus)

    def at(self, time: Time, cpu: int = 0) -> Slice | None:
        """Return the slice that runs on a CPU at a time (from its start up to, not at, its end)."""
        for each in self.slices:
            if each.cpu == cpu and each.start <= time < each.end:
                return each
        return None

    def why(self, which: Slice | int) -> str:
        """Say in a sentence why this process was dispatched then."""
        return reasons.why(self, which if isinstance(which, int) else which.index)

    def why_ended(self, which: Slice | int) -> str:
        """Say in a sentence why this slice ended when it did."""
        return reasons.why_ended(self, which if isinstance(which, int) else which.index)

    def story(self) -> list[str]:
        """Tell the whole run: for every slice why it began and why it ended."""
        return reasons.story(self)

    def gantt(self, width: int = 96) -> str:
        """Draw a text Gantt chart, one row of boxes for each CPU."""
        return gantt.gantt(self, width)

    def text(self) -> str:
        """Return the metrics of each job, and their means, as a text table."""
        return gantt.text_table(self)

    def markdown(self) -> str:
        """Return the same table in Markdown."""
        return gantt.markdown_table(self)

    def frame(self) -> Any:
        """Return the same table as a pandas DataFrame (pandas must be installed)."""
        try:
            pandas: Any = import_module("pandas")
        except ImportError as error:
            raise ImportError("frame() needs pandas: pip install pandas, or use text()") from error
        rows = [row.to_dict() for row in self.jobs.values()]
        return pandas.DataFrame(rows).set_index("name")

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data that JSON can carry, for a widget to step through."""
        told = self.story()
        slices = [
            {
                "name": each.name,
                "cpu": each.cpu,
                "dispatched": plain(each.dispatched),
                "start": plain(each.start),
                "end": plain(each.end),
                "level": each.level,
                "ended": each.ended.value,
                "why": why,
            }
            for each, why in zip(self.slices, told, strict=True)
        ]
        events = [
            {
                "time": plain(event.time),
                "name": event.name,
                "cause": event.cause.value,
                "level": event.level,
            }
            for event in self.ready_events
        ]
        return {
            "policy": str(self.policy),
            "rule": self.policy.rule,
            "cpus": self.cpus,
            "switch_cost": plain(self.switch_cost),
            "jobs": [job.to_dict() for job in self.workload],
            "slices": slices,
            "events": events,
            "frames": replay.frames(self),
            "rows": [row.to_dict() for row in self.jobs.values()],
            "metrics": self.metrics().to_dict(),
        }

    def __str__(self) -> str:
        return f"{self.policy}\n{self.gantt()}\n\n{self.text()}"

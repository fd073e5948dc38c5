"""What a run was worth: per job and for the whole workload.

turnaround = completion - arrival; waiting = turnaround - CPU - I/O (switching counts as waiting);
response = first time on a CPU - arrival. The span of a run is from the first arrival to the last
completion; utilisation is the useful CPU time in it. Fairness is Jain's index, (Σx)² / (n Σx²),
over x = (CPU + I/O) / turnaround, the share of its stay in which a job got on: 1 when all
were slowed down alike, 1/n when one got everything.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from operator import add, mul, sub, truediv

from course.scheduling.jobs import Table
from course.scheduling.log import Run
from course.scheduling.times import Ticks, Time, plain


@dataclass(frozen=True, slots=True)
class JobMetrics:
    """How one job fared."""

    name: str
    arrival: Time
    cpu: Time
    io: Time
    completion: Time
    turnaround: Time
    waiting: Time
    response: Time

    def to_dict(self) -> dict[str, str | int | float]:
        """Return the row as plain data that JSON can carry."""
        times = asdict(self)
        name: str = times.pop("name")
        return {"name": name} | {key: plain(value) for key, value in times.items()}


@dataclass(frozen=True, slots=True)
class Metrics:
    """How a workload fared; means are floats, `overhead` is CPU time spent on switching."""

    jobs: int
    span: Time
    mean_turnaround: float
    mean_waiting: float
    mean_response: float
    throughput: float
    utilisation: float
    fairness: float
    dispatches: int
    switches: int
    overhead: Time

    def to_dict(self) -> dict[str, int | float]:
        """Return the metrics as plain data that JSON can carry."""
        return {key: plain(value) for key, value in asdict(self).items()}


def summarise(table: Table, ticks: Ticks, run: Run, cpus: int) -> Metrics:
    """Work out the metrics of a run."""
    jobs, scale = len(run.done), ticks.scale
    turnarounds = list(map(sub, run.done, table.arrival))
    served = map(add, table.cpu, table.io) if table.has_io else iter(table.cpu)
    progress = list(map(truediv, served, turnarounds))
    turnaround = sum(turnarounds)
    span = max(run.done) - min(table.arrival)
    return Metrics(
        jobs=jobs,
        span=ticks.time(span),
        mean_turnaround=turnaround / (jobs * scale),
        mean_waiting=(turnaround - sum(table.cpu) - sum(table.io)) / (jobs * scale),
        mean_response=(sum(run.first) - sum(table.arrival)) / (jobs * scale),
        throughput=jobs * scale / span,
        utilisation=table.total_cpu / (span * cpus),
        fairness=sum(progress) ** 2 / (jobs * sum(map(mul, progress, progress))),
        dispatches=run.dispatches,
        switches=run.switches,
        overhead=ticks.time(run.overhead),
    )


def per_job(table: Table, ticks: Ticks, run: Run) -> list[JobMetrics]:
    """Work out the row of each job, in the order of the workload."""
    rows = []
    columns = (table.names, table.arrival, table.cpu, table.io, run.done, run.first)
    for name, arrival, cpu, io, done, first in zip(*columns, strict=True):
        stay = done - arrival
        facts = (arrival, cpu, io, done, stay, stay - cpu - io, first - arrival)
        rows.append(JobMetrics(name, *map(ticks.time, facts)))
    return rows

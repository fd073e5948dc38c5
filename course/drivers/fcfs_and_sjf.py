"""What the checks of lesson 2 need: workloads and schedules as plain data, and an honest look."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable
from types import ModuleType

from course.scheduling import Job, Policy, Time, simulate

Jobs = list[tuple[str, Time, Time]]  # (name, arrival, burst)
Turns = list[tuple[str, Time, Time]]  # (name, start, end)
Times = dict[str, dict[str, Time]]

METRICS = ("completion", "turnaround", "waiting", "response")


def as_jobs(workload: Iterable[Job]) -> Jobs:
    """Return jobs without I/O as (name, arrival, burst), in the order of the workload."""
    return [(job.name, job.arrival, job.cpu) for job in workload]


def turns_under(policy: Policy, jobs: Jobs) -> Turns:
    """Return (name, start, end) for each turn that a policy gives, in order."""
    trace = simulate([Job(*job) for job in jobs], policy)
    return [(turn.name, turn.start, turn.end) for turn in trace.slices]


def times_under(policy: Policy, jobs: Jobs) -> Times:
    """Return the four times of each job under a policy."""
    rows = simulate([Job(*job) for job in jobs], policy).jobs
    return {name: {key: getattr(row, key) for key in METRICS} for name, row in rows.items()}


def joined(turns: Turns) -> Turns:
    """Return the turns with neighbours of one job, without a gap between them, made one."""
    whole: Turns = []
    for name, start, end in turns:
        if whole and whole[-1][0] == name and whole[-1][2] == start:
            start = whole.pop()[1]
        whole.append((name, start, end))
    return whole


def course_modules_used_by(module: ModuleType) -> list[str]:
    """Return the names of the course's modules that a student's module imports, sorted."""
    used = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Import):
            used |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            used.add(node.module)
    return sorted(name for name in used if name.split(".")[0] == "course")

"""What the checks of lesson 2 rely on: a worker that really works, plain data, an honest look."""

from __future__ import annotations

import importlib.util
import multiprocessing
from pathlib import Path
from types import ModuleType

import pytest

from course.drivers.fcfs_and_sjf import (
    Turns,
    as_jobs,
    course_modules_used_by,
    joined,
    times_under,
    turns_under,
)
from course.scheduling import FCFS, SRTF
from course.scheduling.workloads import staggered
from course.workers import fcfs_and_sjf as workers

CONTEXT = multiprocessing.get_context("spawn")
PATIENCE = 30.0


def test_a_worker_reports_who_it_is_and_that_it_has_worked() -> None:
    mailbox = CONTEXT.SimpleQueue()
    child = CONTEXT.Process(target=workers.work, args=("A", 3, mailbox))
    child.start()
    child.join(PATIENCE)
    name, pid, began, ended = mailbox.get()
    assert (name, pid) == ("A", child.pid)
    assert ended - began > 2 * workers.UNIT


def test_jobs_and_turns_are_plain_tuples() -> None:
    jobs = as_jobs(staggered())
    assert jobs == [("A", 0, 7), ("B", 1, 5), ("C", 3, 2), ("D", 4, 4)]
    assert turns_under(FCFS(), jobs) == [("A", 0, 7), ("B", 7, 12), ("C", 12, 14), ("D", 14, 18)]


def test_the_times_of_a_preempted_job_count_all_its_turns() -> None:
    times = times_under(SRTF(), [("A", 0, 5), ("B", 1, 2)])
    assert times["A"] == {"completion": 7, "turnaround": 7, "waiting": 2, "response": 0}


@pytest.mark.parametrize(
    ("turns", "whole"),
    [
        ([("A", 0, 1), ("A", 1, 2), ("B", 2, 3)], [("A", 0, 2), ("B", 2, 3)]),
        ([("A", 0, 1), ("B", 1, 2), ("A", 2, 3)], [("A", 0, 1), ("B", 1, 2), ("A", 2, 3)]),
        ([("A", 0, 1), ("A", 2, 3)], [("A", 0, 1), ("A", 2, 3)]),
    ],
)
def test_only_turns_without_a_gap_are_joined(turns: Turns, whole: Turns) -> None:
    assert joined(turns) == whole


@pytest.mark.parametrize(
    ("source", "used"),
    [
        ("import math\nfrom collections import deque\n", []),
        ("from course.scheduling import simulate\n", ["course.scheduling"]),
        ("def f():\n    import course.dispatch as d\n", ["course.dispatch"]),
        ("import courses\n", []),
    ],
)
def test_what_a_module_takes_from_the_course_is_seen(
    source: str, used: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "answer.py"
    path.write_text(source, encoding="utf-8")
    assert course_modules_used_by(module_at(path)) == used


def module_at(path: Path) -> ModuleType:
    """Describe the module without running it."""
    spec = importlib.util.spec_from_file_location("answer", path)
    assert spec is not None
    return importlib.util.module_from_spec(spec)

"""Real workers under the simulators' policies: order and overlap, never times."""

from __future__ import annotations

import multiprocessing

import psutil
import pytest

from course.checks.session import START_METHODS
from course.dispatch import run_for_real
from course.scheduling import FCFS, MLFQ, RR, SJF, SRTF, Job, Policy
from course.workers import dispatched

JOBS = [Job("A", 0, 4), Job("B", 1, 2), Job("C", 2, 1), Job("D", 9, (1, 2, 1))]
UNIT = 0.01


def simulated_order(policy: Policy, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for at, name in enumerate(names) if at == 0 or names[at - 1] != name)


@pytest.mark.parametrize("policy", [FCFS(), SJF(), SRTF(), RR(1), MLFQ((1, 2))], ids=str)
def test_real_workers_keep_to_the_policy(policy: Policy) -> None:
    run = run_for_real(JOBS, policy, unit=UNIT)
    planned = tuple(each.name for each in run.simulated.slices if each.length)
    assert run.order == simulated_order(policy, planned)
    assert run.completion_order == run.simulated.completion_order
    assert not run.overlaps


def test_the_policies_differ_for_real() -> None:
    orders = {run_for_real(JOBS, policy, unit=UNIT).order for policy in (FCFS(), SJF(), RR(1))}
    assert len(orders) == 3


@pytest.mark.parametrize("start_method", START_METHODS)
def test_each_job_is_a_process_of_its_own_and_none_is_left(start_method: str) -> None:
    run = run_for_real(JOBS, FCFS(), unit=UNIT, start_method=start_method)
    pids = {turn.name: turn.pid for turn in run.turns}
    assert len(set(pids.values())) == len(JOBS)
    assert not any(psutil.pid_exists(pid) for pid in pids.values())
    assert multiprocessing.active_children() == []


def test_two_cpus_run_two_workers_at_once() -> None:
    run = run_for_real([Job("A", 0, 3), Job("B", 0, 3)], FCFS(), cpus=2, unit=0.05)
    assert run.overlaps


def test_a_worker_that_dies_is_an_error_and_leaves_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatched, "work", quit_early)
    with pytest.raises(RuntimeError, match="ended or fell silent"):
        run_for_real(JOBS, RR(1), unit=UNIT)
    assert multiprocessing.active_children() == []


def quit_early(line: object, seconds: float) -> None:
    line.send(None)  # type: ignore[attr-defined]
    line.recv()  # type: ignore[attr-defined]


def test_too_much_is_refused_at_the_door() -> None:
    with pytest.raises(ValueError, match="too many to run"):
        run_for_real([Job(str(n), 0, 1) for n in range(13)], FCFS())
    with pytest.raises(ValueError, match="choose a unit"):
        run_for_real([Job("A", 0, 10_000)], FCFS())


def test_the_text_chart_has_a_row_for_each_worker() -> None:
    chart = run_for_real(JOBS[:2], FCFS(), unit=UNIT).gantt(width=40).splitlines()
    assert [row.split()[0] for row in chart] == ["A", "B"]
    assert chart[0].index("█") < chart[1].index("█")

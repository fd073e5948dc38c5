"""What a trace tells: reasons, pictures, tables, plain data."""

from __future__ import annotations

import json
import sys
from types import ModuleType

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from course.scheduling import FCFS, MLFQ, RR, SJF, SRTF, Job, Policy, Priority, simulate
from course.scheduling.estimates import exponential_average
from course.scheduling.workloads import (
    convoy,
    gaming,
    interactive_and_batch,
    random_workload,
    staggered,
    starvation,
)
from tests.unit.scheduling.strategies import policies, workloads

JOBS = [Job("A", 0, 5), Job("B", 2, 3), Job("C", 4, 1)]


def test_fcfs_tells_who_waited_longest() -> None:
    trace = simulate(JOBS, FCFS())
    assert trace.why(0) == "At 0, A is the only ready process, so it gets the CPU."
    assert trace.why(1) == (
        "At 5, the CPU is free and B has waited longest of B, C: first come, first served."
    )
    assert trace.why_ended(1) == "B finishes at 8."


def test_srtf_tells_whom_it_preempts_and_what_they_have_left() -> None:
    trace = simulate([Job("A", 0, 8), Job("B", 1, 4)], SRTF())
    assert trace.why(trace.slices[1]) == (
        "At 1, B is ready and needs 4, less than the 7 that A has left: it preempts A."
    )
    assert trace.why_ended(trace.slices[0]) == "A is preempted at 1."


@pytest.mark.parametrize(
    ("tie", "says"),
    [("queued", "B entered the ready queue first"), ("name", "A comes first in the alphabet")],
)
def test_a_tie_is_told(tie: str, says: str) -> None:
    jobs = [Job("X", 0, 3), Job("B", 1, 2), Job("A", 2, 2)]
    assert says in simulate(jobs, SJF(tie=tie)).why(1)  # type: ignore[arg-type]


def test_priority_tells_both_numbers() -> None:
    jobs = [Job("A", 0, 3, 2), Job("B", 1, 1, 1)]
    assert simulate(jobs, Priority(preemptive=True)).why(1) == (
        "At 1, B with priority 1 is more urgent than A with 2 (smaller is more urgent): "
        "it preempts A."
    )


def test_rr_shows_the_queue_and_tells_when_a_job_just_goes_on() -> None:
    trace = simulate(JOBS, RR(2))
    assert trace.why(2) == (
        "At 4, the CPU is free and A is at the head of the ready queue [A, C, B]: "
        "it runs for at most 2."
    )
    alone = simulate([Job("A", 0, 3)], RR(2))
    assert alone.why(1) == "At 2, no other process is ready, so A keeps the CPU for at most 2."
    assert (
        alone.why_ended(0) == "A has used up its slice at 2 and goes to the end of the ready queue."
    )


def test_mlfq_tells_queues_preemption_boost_and_blocking() -> None:
    jobs = [Job("A", 0, 9), Job("B", 2, (1, 3, 1))]
    story = "\n".join(simulate(jobs, MLFQ((1, 2, 4), boost=10)).story())
    assert "A has used up its slice at 1 and goes to the end of queue 2." in story
    assert (
        "At 2, B is ready in queue 1 while A of queue 2 runs: B preempts it, and A goes to the "
        "end of queue 2." in story
    )
    assert "The CPU burst of B ends at 3; it is blocked until 6." in story
    assert "A boost at 10 moves everyone to queue 1; A goes to its end." in story


@settings(max_examples=80, deadline=None)
@given(workloads(), policies, st.integers(1, 3), st.integers(0, 2))
def test_every_slice_has_a_reason_and_all_data_are_json(
    jobs: list[Job], policy: Policy, cpus: int, cost: int
) -> None:
    trace = simulate(jobs, policy, cpus=cpus, switch_cost=cost)
    data = json.loads(json.dumps(trace.to_dict(), allow_nan=False))
    assert [each["why"] for each in data["slices"]] == [
        f"{trace.why(at)} {trace.why_ended(at)}" for at in range(len(trace.slices))
    ]
    for each in data["slices"]:
        assert each["why"].startswith("At ")
        assert each["why"].endswith(".")
        assert each["name"] in each["why"]
    assert all(len(line) <= 60 for line in trace.gantt(60).splitlines())
    assert str(trace)


def test_the_gantt_chart_has_boxes_idle_time_and_switches() -> None:
    trace = simulate([Job("A", 1, 2), Job("B", 1, 2)], FCFS(), switch_cost=1)
    assert trace.gantt() == "| · | A | ↻ | B |\n0   1   3   4   6"


def test_the_gantt_chart_names_each_cpu_and_one_that_is_never_used() -> None:
    trace = simulate([Job("A", 0, 2)], FCFS(), cpus=2)
    assert trace.gantt() == "CPU 0 | A |\n      0   2\n\nCPU 1 | never used |"


def test_turns_in_a_row_share_a_box() -> None:
    assert simulate([Job("A", 0, 5)], RR(2)).gantt() == "| A |\n0   5"


def test_tables_have_a_row_for_each_job_and_the_means() -> None:
    trace = simulate(JOBS, FCFS())
    assert [line.split() for line in trace.text().splitlines()] == [
        ["job", "arrival", "CPU", "completion", "turnaround", "waiting", "response"],
        ["A", "0", "5", "5", "5", "0", "0"],
        ["B", "2", "3", "8", "6", "3", "3"],
        ["C", "4", "1", "9", "5", "4", "4"],
        ["mean", "5.333", "2.333", "2.333"],
    ]
    assert trace.markdown().splitlines()[2] == "| A | 0 | 5 | 5 | 5 | 0 | 0 |"


def test_a_bar_in_a_name_does_not_break_the_markdown_table() -> None:
    lines = simulate([Job("a|b", 0, 1)], FCFS()).markdown().splitlines()
    assert {line.count("|") for line in lines} == {8}


def test_frame_says_what_to_install_when_pandas_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        simulate(JOBS, FCFS()).frame()


def test_frame_is_made_from_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    class DataFrame(list[dict[str, object]]):
        def set_index(self, column: str) -> tuple[str, DataFrame]:
            return column, self

    fake = ModuleType("pandas")
    fake.DataFrame = DataFrame  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", fake)
    index, rows = simulate(JOBS, FCFS()).frame()
    assert index == "name"
    assert [row["completion"] for row in rows] == [5, 8, 9]


def test_metrics_are_those_of_the_definitions() -> None:
    metrics = simulate([Job("A", 2, 4), Job("B", 2, 4)], FCFS(), switch_cost=1).metrics()
    assert metrics.span == 9
    assert metrics.throughput == 2 / 9
    assert metrics.utilisation == 8 / 9
    assert (metrics.switches, metrics.overhead) == (1, 1)
    progress = (4 / 4, 4 / 9)
    assert metrics.fairness == pytest.approx(
        sum(progress) ** 2 / (2 * sum(each**2 for each in progress))
    )


def test_utilisation_counts_every_cpu() -> None:
    assert simulate([Job("A", 0, 4), Job("B", 0, 2)], FCFS(), cpus=2).metrics().utilisation == 0.75


def test_at_finds_the_running_slice_up_to_its_end() -> None:
    trace = simulate([Job("A", 1, 2)], FCFS())
    assert trace.at(0) is None
    running = trace.at(1)
    assert running is not None
    assert running.name == "A"
    assert trace.at(3) is None


def test_a_missing_slice_is_an_index_error() -> None:
    with pytest.raises(IndexError, match="there is no slice 9; the trace has 3"):
        simulate(JOBS, FCFS()).why(9)


def test_the_presets_show_what_they_are_for() -> None:
    def waiting(policy: Policy) -> float:
        return simulate(convoy(), policy).metrics().mean_waiting

    assert waiting(FCFS()) > 3 * waiting(SRTF())
    assert len({simulate(staggered(), p).completion_order for p in (FCFS(), SJF(), SRTF())}) == 3
    last = simulate(starvation(), SRTF()).completion_order[-1]
    assert last == "long"
    honest = simulate(gaming(4), MLFQ((4, 8, 16)))
    cured = simulate(gaming(4), MLFQ((4, 8, 16), allotment=(4, 8, 16)))
    assert honest.completion_order[0] == "gamer"
    assert cured.jobs["honest"].completion < honest.jobs["honest"].completion
    slow, quick = (
        simulate(interactive_and_batch(), policy).jobs["editor"].response
        for policy in (FCFS(), MLFQ())
    )
    assert slow > 10 * quick


def test_a_seed_fixes_a_random_workload() -> None:
    one = random_workload(5, 7, io_bursts=1, priorities=3)
    assert one == random_workload(5, 7, io_bursts=1, priorities=3)
    assert one != random_workload(5, 8, io_bursts=1, priorities=3)


def test_the_exponential_average_follows_the_published_example() -> None:
    """Silberschatz and others: alpha 1/2, first guess 10, bursts 6 4 6 4 13 13 13."""
    guesses = exponential_average([6, 4, 6, 4, 13, 13, 13], first=10)
    assert guesses == [10, 8, 6, 6, 5, 9, 11, 12]
    assert exponential_average([3, 7], first=5, alpha=0) == [5, 5, 5]
    assert exponential_average([3, 7], first=5, alpha=1) == [5, 3, 7]

"""Published examples.

Silberschatz, Galvin and Gagne, Operating System Concepts, chapter "CPU Scheduling"; Arpaci-Dusseau,
Operating Systems: Three Easy Pieces (OSTEP), chapters "Scheduling: Introduction" and "The
Multi-Level Feedback Queue".
"""

from __future__ import annotations

import pytest

from course.scheduling import FCFS, MLFQ, RR, SJF, SRTF, Job, Policy, Priority, Trace, simulate


def at_once(*bursts: int) -> list[Job]:
    return [Job(f"P{at}", 0, burst) for at, burst in enumerate(bursts, start=1)]


def slices(trace: Trace) -> list[tuple[str, float, float]]:
    return [(each.name, each.start, each.end) for each in trace.slices]


def waits(trace: Trace) -> list[float]:
    return [row.waiting for row in trace.jobs.values()]


def test_silberschatz_fcfs_waits_17_on_average_in_one_order_and_3_in_the_other() -> None:
    assert simulate(at_once(24, 3, 3), FCFS()).metrics().mean_waiting == 17
    assert simulate(at_once(3, 3, 24), FCFS()).metrics().mean_waiting == 3


def test_silberschatz_sjf_waits_7_where_fcfs_waits_10_25() -> None:
    jobs = at_once(6, 8, 7, 3)
    assert slices(simulate(jobs, SJF())) == [
        ("P4", 0, 3),
        ("P1", 3, 9),
        ("P3", 9, 16),
        ("P2", 16, 24),
    ]
    assert simulate(jobs, SJF()).metrics().mean_waiting == 7
    assert simulate(jobs, FCFS()).metrics().mean_waiting == 10.25


def test_silberschatz_srtf_waits_6_5_where_sjf_waits_7_75() -> None:
    jobs = [Job("P1", 0, 8), Job("P2", 1, 4), Job("P3", 2, 9), Job("P4", 3, 5)]
    trace = simulate(jobs, SRTF())
    assert slices(trace) == [
        ("P1", 0, 1),
        ("P2", 1, 5),
        ("P4", 5, 10),
        ("P1", 10, 17),
        ("P3", 17, 26),
    ]
    assert waits(trace) == [9, 0, 15, 2]
    assert trace.metrics().mean_waiting == 6.5
    assert simulate(jobs, SJF()).metrics().mean_waiting == 7.75


def test_silberschatz_round_robin_waits_17_thirds() -> None:
    trace = simulate(at_once(24, 3, 3), RR(4))
    assert waits(trace) == [6, 4, 7]
    assert trace.metrics().mean_waiting == pytest.approx(17 / 3)
    assert [end for _, _, end in slices(trace)] == [4, 7, 10, 14, 18, 22, 26, 30]


def test_silberschatz_priority_waits_8_2() -> None:
    bursts, priorities = (10, 1, 2, 1, 5), (3, 1, 4, 5, 2)
    jobs = [
        Job(f"P{at}", 0, burst, priority)
        for at, (burst, priority) in enumerate(zip(bursts, priorities, strict=True), start=1)
    ]
    trace = simulate(jobs, Priority())
    assert trace.completion_order == ("P2", "P5", "P1", "P3", "P4")
    assert trace.metrics().mean_waiting == 8.2


@pytest.mark.parametrize(
    ("policy", "arrival", "turnaround"),
    [(FCFS(), 0, 110), (SJF(), 0, 50), (SJF(), 10, 310 / 3), (SRTF(), 10, 50)],
)
def test_ostep_a_hundred_beside_two_tens(policy: Policy, arrival: int, turnaround: float) -> None:
    jobs = [Job("A", 0, 100), Job("B", arrival, 10), Job("C", arrival, 10)]
    assert simulate(jobs, policy).metrics().mean_turnaround == pytest.approx(turnaround)


def test_ostep_round_robin_responds_sooner_and_turns_around_later_than_sjf() -> None:
    jobs = [Job(name, 0, 5) for name in "ABC"]
    sjf, rr = simulate(jobs, SJF()).metrics(), simulate(jobs, RR(1)).metrics()
    assert (sjf.mean_response, rr.mean_response) == (5, 1)
    assert (sjf.mean_turnaround, rr.mean_turnaround) == (10, 14)


def test_ostep_io_overlaps_when_each_burst_is_a_job_of_its_own() -> None:
    """A uses 10 and waits 10, five times; B uses 50 (OSTEP, "Incorporating I/O")."""
    jobs = [Job("A", 0, (10, 10, 10, 10, 10, 10, 10, 10, 10)), Job("B", 0, 50)]
    trace = simulate(jobs, SRTF())
    alternating = [(name, end) for name, end in zip("ABABABA", range(10, 80, 10), strict=True)]
    assert [(name, end) for name, _, end in slices(trace)][:7] == alternating
    assert trace.metrics().span == 100
    assert trace.metrics().utilisation == 1


def test_ostep_mlfq_lets_a_short_newcomer_finish_before_the_long_job_goes_on() -> None:
    """A long job is at the bottom when a short one of 20 comes at 100; three queues of 10."""
    trace = simulate([Job("A", 0, 180), Job("B", 100, 20)], MLFQ((10, 10, 10)))
    assert [each.level for each in trace.slices if each.name == "A"][:3] == [0, 1, 2]
    assert [(each.start, each.end, each.level) for each in trace.slices if each.name == "B"] == [
        (100, 110, 0),
        (110, 120, 1),
    ]


def test_ostep_an_allotment_defeats_the_job_that_yields_just_in_time() -> None:
    gamer = Job("gamer", 0, (9, 1) * 15 + (9,))
    honest = Job("honest", 0, 150)

    def share(policy: Policy) -> float:
        trace = simulate([gamer, honest], policy)
        return sum(each.length for each in trace.slices if each.name == "gamer" and each.end <= 150)

    assert share(MLFQ((10, 10, 10))) == 14 * 9  # the honest job has one slice in the top queue
    assert share(MLFQ((10, 10, 10), allotment=10)) < 90


def test_ostep_a_boost_ends_starvation() -> None:
    stream = [Job(f"i{at}", at * 4, 4) for at in range(50)]
    long = Job("long", 0, 12)
    starved = simulate([*stream, long], MLFQ((4, 4, 4)))
    cured = simulate([*stream, long], MLFQ((4, 4, 4), boost=50))
    assert starved.jobs["long"].completion > 200 > cured.jobs["long"].completion


@pytest.mark.parametrize(("tie", "end"), [("arrivals first", 9), ("preempted first", 7)])
def test_the_tie_rule_of_rr_changes_the_answer(tie: str, end: int) -> None:
    jobs = [Job("A", 0, 5), Job("B", 2, 3), Job("C", 4, 1)]
    assert simulate(jobs, RR(2, tie)).jobs["A"].completion == end  # type: ignore[arg-type]

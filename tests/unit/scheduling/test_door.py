"""Bad input is refused at the door, with a message that says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest

from course.scheduling import FCFS, MLFQ, RR, SJF, SRTF, Job, Priority, Workload, measure, simulate
from course.scheduling.estimates import exponential_average
from course.scheduling.problems import problem
from course.scheduling.workloads import random_workload

A = Job("A", 0, 5)
NAN, INF = float("nan"), float("inf")

REFUSED: list[tuple[str, Callable[[], object], type[Exception], str]] = [
    (
        "zero burst",
        lambda: Job("A", 0, 0),
        ValueError,
        "CPU burst 1 of job A is 0; it must be more",
    ),
    ("negative burst", lambda: Job("A", 0, -3), ValueError, "is -3; it must be more than 0"),
    ("zero I/O", lambda: Job("A", 0, (1, 0, 1)), ValueError, "I/O burst 1 of job A is 0"),
    ("even bursts", lambda: Job("A", 0, (1, 2)), ValueError, "2 bursts; give an odd number"),
    ("no bursts", lambda: Job("A", 0, ()), ValueError, "0 bursts; give an odd number"),
    ("nan", lambda: Job("A", 0, NAN), ValueError, "is nan; give a finite number"),
    ("inf", lambda: Job("A", INF, 1), ValueError, "arrival of job A is inf; give a finite"),
    ("negative arrival", lambda: Job("A", -1, 1), ValueError, "it must be 0 or more"),
    ("truth value", lambda: Job("A", 0, True), TypeError, "give a number, not a truth value"),
    ("text", lambda: Job("A", 0, "5"), TypeError, "is '5'; give an int, a float or a Fraction"),
    ("huge", lambda: Job("A", 0, 10**16), ValueError, "choose a larger unit"),
    ("none", lambda: Job("A", None, 1), TypeError, "arrival of job A is None; give"),
    ("no name", lambda: Job(" ", 0, 1), ValueError, "name is ' '; give a text"),
    ("number as name", lambda: Job(3, 0, 1), ValueError, "name is 3; give a text"),  # type: ignore[arg-type]
    ("line break in name", lambda: Job("a\nb", 0, 1), ValueError, "give a text"),
    ("float priority", lambda: Job("A", 0, 1, 1.5), TypeError, "give a whole number"),  # type: ignore[arg-type]
    ("bool priority", lambda: Job("A", 0, 1, True), TypeError, "give a whole number"),
    ("empty", lambda: simulate([], FCFS()), ValueError, "workload is empty; give at least one Job"),
    ("one job", lambda: simulate(A, FCFS()), TypeError, "give a list: [job]"),  # type: ignore[arg-type]
    ("no list", lambda: simulate(5, FCFS()), TypeError, "give a list of jobs"),  # type: ignore[arg-type]
    ("tuple", lambda: simulate([("A", 0, 5)], FCFS()), TypeError, "write Job('A', 0, 5)"),  # type: ignore[list-item]
    ("same name", lambda: Workload([A, Job("B", 0, 1), A]), ValueError, "two jobs are named A"),
    ("policy class", lambda: simulate([A], FCFS), TypeError, "call it: FCFS()"),  # type: ignore[arg-type]
    ("policy name", lambda: simulate([A], "RR"), TypeError, "such as FCFS() or RR(2)"),  # type: ignore[arg-type]
    ("no cpu", lambda: simulate([A], FCFS(), cpus=0), ValueError, "cpus is 0; it must be between"),
    ("bool cpus", lambda: simulate([A], FCFS(), cpus=True), TypeError, "give a whole number"),
    (
        "negative switch",
        lambda: measure([A], FCFS(), switch_cost=-1),
        ValueError,
        "switch cost is -1",
    ),
    ("nan switch", lambda: measure([A], FCFS(), switch_cost=NAN), ValueError, "finite"),
    ("zero quantum", lambda: RR(0), ValueError, "quantum of RR is 0; it must be more than 0"),
    ("bool quantum", lambda: RR(True), TypeError, "not a truth value"),
    ("unknown tie", lambda: RR(1, "coin"), ValueError, "choose 'arrivals first' or"),  # type: ignore[arg-type]
    ("sjf tie", lambda: SJF(tie="coin"), ValueError, "choose 'queued' or 'listed' or 'name'"),  # type: ignore[arg-type]
    ("preemptive", lambda: Priority(preemptive=1), TypeError, "give True or False"),  # type: ignore[arg-type]
    ("no slices", lambda: MLFQ(()), ValueError, "give 1 to 64, one for each queue"),
    ("slice number", lambda: MLFQ(4), TypeError, "give one for each queue: (1, 2, 4)"),  # type: ignore[arg-type]
    ("zero slice", lambda: MLFQ((1, 0)), ValueError, "slice 2 of MLFQ is 0"),
    ("allotments", lambda: MLFQ((1, 2), allotment=(1,)), ValueError, "give as many, or one"),
    ("zero allotment", lambda: MLFQ((1, 2), allotment=0), ValueError, "allotment 1 of MLFQ is 0"),
    ("zero boost", lambda: MLFQ(boost=0), ValueError, "boost period of MLFQ is 0"),
    (
        "boost in a switch",
        lambda: simulate([A], MLFQ(boost=2), switch_cost=2),
        ValueError,
        "longer",
    ),
    ("tiny slices", lambda: simulate([Job("A", 0, 10**9)], RR(1)), ValueError, "longer slices"),
    ("alpha", lambda: exponential_average([1], first=1, alpha=2), ValueError, "between 0 and 1"),
    ("unknown policy", lambda: problem("LIFO", 1), ValueError, "choose one of FCFS, SJF"),
    ("bool seed", lambda: problem("RR", True), TypeError, "the seed is True"),
    ("negative jobs", lambda: random_workload(-1, 1), ValueError, "jobs is -1"),
]


@pytest.mark.parametrize(
    ("call", "kind", "says"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_bad_input_is_refused_with_advice(
    call: Callable[[], object], kind: type[Exception], says: str
) -> None:
    with pytest.raises(kind, match=re.escape(says)):
        call()


def test_numbers_keep_their_kind() -> None:
    assert type(simulate([A], FCFS()).jobs["A"].completion) is int
    assert type(simulate([Job("A", 0, 5.0)], FCFS()).jobs["A"].completion) is float
    third = simulate([Job("A", 0, Fraction(1, 3))], RR(Fraction(1, 6)))
    assert third.jobs["A"].completion == Fraction(1, 3)
    assert len(third.slices) == 2


def test_floats_leave_no_ghost_slice() -> None:
    trace = simulate([Job("A", 0, 0.3), Job("B", 0.1, 0.1)], RR(0.1))
    assert [(each.name, each.end) for each in trace.slices] == [
        ("A", 0.1),
        ("B", 0.2),
        ("A", 0.3),
        ("A", 0.4),
    ]


def test_an_index_like_number_is_taken_as_an_int() -> None:
    class Seven:
        def __index__(self) -> int:
            return 7

    job = Job("A", 0, Seven())  # type: ignore[arg-type]
    assert job.bursts == (7,)
    assert type(job.bursts[0]) is int


def test_a_workload_may_come_from_a_generator() -> None:
    assert len(simulate((Job(name, 0, 1) for name in "AB"), SRTF()).slices) == 2

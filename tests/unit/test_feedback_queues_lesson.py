"""What the checks of lesson 4 rely on: flaws that show, measures that are right, fair children."""

from __future__ import annotations

import psutil
import pytest

from course.drivers.feedback_flaws import FLAWS
from course.drivers.feedback_queues import (
    PROBLEM_SLICES,
    completions,
    desk,
    desk_figures,
    flawed_completions,
    flawed_queues,
    jobs_of,
    longest_wait,
    mixed_problem,
    most_at_once,
    queues_at,
    two_counters,
    where_problem,
)
from course.scheduling import MLFQ, simulate

TELLING = ([("A", 0, 10), ("B", 0, 10), ("C", 3, 2), ("D", 9, 4)], 3, 1)
THREE = [("A", 0, 9), ("B", 2, 3), ("C", 5, 1)]


@pytest.mark.parametrize("slug", FLAWS)
def test_every_flaw_changes_the_telling_problem(slug: str) -> None:
    assert flawed_completions(TELLING)[slug] != [completions(*TELLING)]


def test_no_two_flaws_look_alike_in_the_telling_problem() -> None:
    found = list(flawed_completions(TELLING).values())
    assert all(found.count(each) == 1 for each in found)


def test_flaws_change_nothing_for_a_job_that_fits_into_its_slice() -> None:
    problem = ([("A", 0, 2)], 2, 2)
    assert all(each == [{"A": 2}] for each in flawed_completions(problem).values())


def test_the_queue_of_a_job_follows_its_moves() -> None:
    trace = simulate(jobs_of(THREE), MLFQ(PROBLEM_SLICES))
    assert queues_at(trace, 0) == {"A": 1, "B": None, "C": None}
    assert queues_at(trace, 2) == {"A": 2, "B": 1, "C": None}
    assert queues_at(trace, 5) == {"A": 3, "B": 2, "C": 1}
    assert queues_at(trace, 8) == {"A": 3, "B": None, "C": None}


def test_a_boost_moves_waiting_jobs_to_queue_1() -> None:
    trace = simulate(jobs_of([("A", 0, 9), ("B", 0, 9)]), MLFQ(PROBLEM_SLICES, boost=7))
    assert queues_at(trace, 6) == {"A": 3, "B": 3}
    assert queues_at(trace, 7) == {"A": 1, "B": 1}


@pytest.mark.parametrize("seed", range(30))
def test_a_problem_shows_five_flaws_each_in_its_own_way(seed: int) -> None:
    jobs, moments = where_problem(seed)
    trace = simulate(jobs_of(jobs), MLFQ(PROBLEM_SLICES))
    right = [queues_at(trace, moment) for moment in moments]
    found = [flawed_queues(jobs, PROBLEM_SLICES, moment) for moment in moments]
    wrong = [each for slug in FLAWS if (each := [found[0][slug], found[1][slug]]) != right]
    assert len(wrong) >= 5
    assert all(wrong.count(each) == 1 for each in wrong)
    assert (jobs, moments) == where_problem(seed)


def test_the_longest_wait_may_be_the_first_or_a_later_one() -> None:
    trace = simulate(jobs_of(THREE), MLFQ(PROBLEM_SLICES))
    assert longest_wait(trace, "A") == 3  # from 5 to 8
    assert longest_wait(simulate(jobs_of(THREE), MLFQ((9,))), "C") == 7  # from its arrival


def test_jobs_are_counted_at_their_arrivals_without_the_one_left_out() -> None:
    trace = simulate(jobs_of(THREE), MLFQ(PROBLEM_SLICES))
    assert most_at_once(trace, but="A") == 2
    assert most_at_once(trace, but="B") == 2
    assert most_at_once(simulate(jobs_of(THREE[:1]), MLFQ((1,))), but="A") == 0


def test_a_day_at_the_desk_has_what_the_lesson_says() -> None:
    for day in range(1, 21):
        jobs = desk(day)
        commands = [cpu for name, _, cpu in jobs if name.startswith("command")]
        others = [cpu for name, _, cpu in jobs if name.startswith("batch")]
        assert len(commands) == 20
        assert set(commands) <= {1, 2, 3}
        assert len(others) == 3
        assert min(others) >= 25
        assert max(others) <= 40


@pytest.mark.parametrize("first", [3, 4, 5])
def test_both_goals_of_the_desk_can_be_met_in_several_ways(first: int) -> None:
    figures = [desk_figures(day, 3, first) for day in range(1, 21)]
    assert all(turnaround <= 3 and switches <= 46 for turnaround, switches in figures)


def test_a_mixed_problem_has_a_time_of_rest_before_its_last_job() -> None:
    jobs, levels, first = mixed_problem(1, 3, 1)
    done = completions(jobs, levels, first)
    assert max(time for name, time in done.items() if name != "late") < 60 < done["late"]


def test_two_children_count_side_by_side_and_are_gone_afterwards() -> None:
    with two_counters() as (plain, nice, count):
        pids = [plain.pid, nice.pid]
        counted = count()
    assert set(counted) == {"plain", "nice"}
    assert min(counted.values()) > 0
    assert not any(psutil.pid_exists(pid) for pid in pids if pid)

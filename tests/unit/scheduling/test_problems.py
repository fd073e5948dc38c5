"""Problem sets: the same from the same seed, checked by working the answer out again."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from course.scheduling import FCFS, RR, simulate
from course.scheduling.problems import MAKERS, Problem, problem


def right_answers(given: Problem) -> dict[str, Any]:
    """Work the answers out from the slices alone, by the definitions."""
    trace = simulate(given.workload, given.policy, cpus=given.cpus, switch_cost=given.switch_cost)
    rows: dict[str, dict[str, float]] = {}
    for job in given.workload:
        mine = [each for each in trace.slices if each.name == job.name]
        end, begin = mine[-1].end, next(each.start for each in mine if each.length)
        turnaround = end - job.arrival
        rows[job.name] = {
            "completion": end,
            "turnaround": turnaround,
            "waiting": turnaround - job.cpu - job.io,
            "response": begin - job.arrival,
            "queue": 1 + max(each.level for each in mine),
        }
    answers: dict[str, Any] = {}
    for question in given.questions:
        about, _, of = question.key.partition("-")
        if about == "mean":
            answers[question.key] = sum(row[of] for row in rows.values()) / len(rows)
        elif about in ("completion", "turnaround", "waiting", "response", "queue"):
            answers[question.key] = rows[of][about]
        elif about == "order":
            answers[question.key] = sorted(rows, key=lambda name: rows[name]["completion"])
        elif about == "runs":
            time = int(of.removeprefix("at-"))
            answers[question.key] = next(
                each.name
                for each in trace.slices
                if each.cpu == 0 and each.start <= time < each.end
            )
        else:
            names = [each.name for each in trace.slices]
            answers[question.key] = sum(a != b for a, b in pairwise(names))
    return answers


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("policy", MAKERS)
def test_right_answers_are_right_and_wrong_ones_are_not(policy: str, seed: int) -> None:
    given = problem(policy, seed, io=seed % 2 == 1, switch_cost=seed % 3 // 2)
    for key, answer in right_answers(given).items():
        assert given.check(key, answer).right, key
        if isinstance(answer, str):
            wrong: Any = "Z"
        elif isinstance(answer, list):
            wrong = answer[1:] + answer[:1]
        else:
            wrong = answer + 0.5
        assert not given.check(key, wrong).right, key


@pytest.mark.parametrize("policy", MAKERS)
def test_a_seed_fixes_the_problem_and_another_changes_it(policy: str) -> None:
    assert problem(policy, 5) == problem(policy, 5)
    assert len({problem(policy, seed).text() for seed in range(20)}) == 20


@pytest.mark.parametrize("policy", [name for name in MAKERS if name != "FCFS"])
def test_the_policy_matters(policy: str) -> None:
    for seed in range(10):
        given = problem(policy, seed)
        ours, plain = (simulate(given.workload, each) for each in (given.policy, FCFS()))
        assert ours.run.done != plain.run.done


def test_a_policy_that_never_matters_still_gives_a_problem() -> None:
    assert problem(RR(1000), 1).questions


def test_the_text_states_policy_rule_and_jobs_but_no_answer() -> None:
    given = problem("RR", 3)
    text = given.text()
    assert str(given.policy) in text
    assert given.policy.rule in text
    assert all(f"| {job.name} | {job.arrival} |" in text for job in given.workload)
    assert not any(hasattr(question, "answer") for question in given.questions)


def test_a_swapped_metric_is_recognised() -> None:
    given = problem("SRTF", 2)
    answers = right_answers(given)
    verdict = given.check("mean-waiting", answers["mean-turnaround"])
    assert (verdict.right, verdict.slip) == (False, "turnaround-given")


def test_the_other_tie_rule_is_recognised() -> None:
    slips = set()
    for seed in range(40):
        given = problem("RR", seed)
        assert isinstance(given.policy, RR)
        first = given.policy.preempted_first
        other = replace(given.policy, tie="arrivals first" if first else "preempted first")
        trace = simulate(given.workload, other)
        slips.add(given.check("mean-waiting", trace.metrics().mean_waiting).slip)
    assert "other-tie-rule" in slips


def test_the_solution_has_reasons_a_chart_and_every_answer() -> None:
    given = problem("MLFQ", 4)
    solution = given.solution()
    assert solution.startswith("1. At ")
    assert "| mean |" in solution
    assert all(f"`{question.key}`: " in solution for question in given.questions)


def test_means_may_be_rounded_and_fractions_are_numbers() -> None:
    given = problem("SJF", 6, jobs=3)
    mean = right_answers(given)["mean-turnaround"]
    assert given.check("mean-turnaround", round(mean, 2)).right
    assert given.check("mean-turnaround", Fraction(mean).limit_denominator(100)).right


@pytest.mark.parametrize("answer", [True, None, "3", float("nan"), 10**400, [1]])
def test_an_answer_of_the_wrong_kind_gets_advice(answer: object) -> None:
    verdict = problem("FCFS", 1).check("mean-waiting", answer)
    assert not verdict.right
    assert verdict.says == "Give a number."


@pytest.mark.parametrize("answer", [3, None, ["A", 3], {"A": 1}])
def test_an_order_must_be_names(answer: object) -> None:
    assert problem("FCFS", 1).check("order", answer).says.startswith("Give the names in order")


def test_an_unknown_question_lists_the_questions() -> None:
    with pytest.raises(KeyError, match="the questions are completion-"):
        problem("FCFS", 1).check("colour", 1)

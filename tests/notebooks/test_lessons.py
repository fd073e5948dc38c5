"""Every lesson of the course keeps what it promises, to the last cell and the last answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from authoring.check import Report, check_lesson
from authoring.check.names import strays
from authoring.lessons import Course

COURSE = Course(Path(__file__).resolve().parents[2])

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("name", [lesson.name for lesson in COURSE.lessons]),
]


@cache
def report(name: str) -> Report:
    """Check a lesson once for all tests."""
    return check_lesson(COURSE.find(name))


def complete(name: str, count: str) -> None:
    """Assert that all of what is counted is as it should be, and that there is some of it."""
    good, total = report(name).counts[count]
    assert (good, total > 0) == (total, True), report(name).to_json()["problems"]


def test_every_cell_is_canonical(name: str) -> None:
    complete(name, "cells_canonical")


def test_it_keeps_the_shape_of_a_lesson(name: str) -> None:
    complete(name, "style_rules")


def test_every_cell_executes_and_gives_what_is_stored(name: str) -> None:
    complete(name, "cells_executing")


def test_nbval_finds_every_output_again(name: str) -> None:
    complete(name, "nbval")


def test_its_release_is_fresh(name: str) -> None:
    complete(name, "release_fresh")


def test_every_starter_fails(name: str) -> None:
    complete(name, "starters_failing")


def test_every_solution_scores_full_under_every_start_method(name: str) -> None:
    complete(name, "solutions_passing")


def test_every_alternative_scores_full_under_every_start_method(name: str) -> None:
    complete(name, "alternatives_passing")


def test_every_mutant_is_caught_under_its_own_name(name: str) -> None:
    complete(name, "mutants_caught")


def test_nothing_is_left_running(name: str) -> None:
    assert report(name).left_running == 0


def test_nothing_else_is_wrong(name: str) -> None:
    assert report(name).problems == []


def test_every_folder_of_answers_belongs_to_an_exercise(name: str) -> None:
    assert strays(COURSE) == []

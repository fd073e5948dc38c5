"""Submission folders in every state, through nbgrader with the shipped configuration.

A neighbour is graded by another judge at the same time.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.bench import Bench, Graded
from tests.unit.grading import tiny
from tests.unit.grading.conftest import Answer, Course, answered, course, template

__all__ = ["answered", "course", "template"]  # fixtures

ZERO = dict.fromkeys(tiny.POINTS, 0.0)
WRONG = tiny.RIGHT_ADD.replace("+", "-")


@pytest.fixture(autouse=True)
def neighbour(bench: Bench) -> Iterator[None]:
    """Grade a neighbour while the test runs; it must get all its points."""
    found: list[Graded] = []
    beside = threading.Thread(target=lambda: found.append(bench.neighbour()))
    beside.start()
    yield
    beside.join(90)
    assert [graded.passed for graded in found] == [{"value", "crew"}]


def _many(answers: Any) -> bytes:
    cells = [tiny.code(f"x = {number}") for number in range(10_000)]
    return json.dumps({**answers, "cells": cells + answers["cells"]}).encode()


def _huge(answers: Any) -> bytes:
    return json.dumps({**answers, "metadata": {"blob": "x" * 25_000_000}}).encode()


def _version_2(answers: Any) -> bytes:
    return json.dumps({**answers, "nbformat": 2}).encode()


def _version_9(answers: Any) -> bytes:
    return json.dumps({**answers, "nbformat": 9}).encode()


def _cut(answers: Any) -> bytes:
    return json.dumps(answers).encode()[:-200]


@pytest.mark.parametrize(
    ("make", "slug", "scores"),
    [
        pytest.param(_cut, "notebook-unreadable", ZERO, marks=pytest.mark.case(53)),
        pytest.param(_version_2, "notebook-unreadable", ZERO, marks=pytest.mark.case(54)),
        pytest.param(_version_9, "notebook-unreadable", ZERO, marks=pytest.mark.case(54)),
        pytest.param(_huge, "notebook-unreadable", ZERO, marks=pytest.mark.case(54)),
        pytest.param(_many, "too-many-cells", tiny.POINTS, marks=pytest.mark.case(54)),
    ],
    ids=["53-not-json", "54-nbformat-2", "54-nbformat-9", "54-25-megabytes", "54-10000-cells"],
)
def test_an_odd_file_gets_its_score_and_a_reason(
    course: Course, answered: Answer, make: Any, slug: str, scores: dict[str, float]
) -> None:
    course.submit("ada", make(answered()))
    course.grade("ada")
    assert course.scores("ada") == scores
    assert course.notes("ada") == [slug]


@pytest.mark.case(55)
@pytest.mark.parametrize(
    ("name", "slug", "scores"),
    [
        (None, "notebook-missing", ZERO),
        ("my tiny (final).ipynb", "notebook-renamed", dict(tiny.POINTS)),
        ("tiny.ipynb.txt", "notebook-missing", ZERO),
    ],
    ids=["none", "renamed", "other-suffix"],
)
def test_a_notebook_under_no_or_another_name(
    course: Course, answered: Answer, name: str | None, slug: str, scores: dict[str, float]
) -> None:
    course.submit("ada", answered() if name else None, name or "")
    course.grade("ada")
    assert course.scores("ada") == scores
    assert course.notes("ada") == [slug]


@pytest.mark.case(43)
@pytest.mark.case(44)
def test_changed_marks_and_cells_change_no_score_in_the_gradebook(
    course: Course, answered: Answer
) -> None:
    notebook = answered(add=WRONG)
    test = tiny.cell(notebook, "test-add-value")
    test["metadata"]["tags"] = ["skip-execution"]
    test["metadata"]["nbgrader"] |= {"points": 100, "solution": True, "locked": False}
    test["source"] = "pass"
    test["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "100"}}]
    cells = notebook["cells"]
    cells.remove(tiny.cell(notebook, "test-greet-value"))
    cells += [dict(test), tiny.code("pass", "test-invented", 50)]
    course.submit("ada", notebook)
    course.grade("ada")
    assert course.scores("ada") == {**tiny.POINTS, "test-add-value": 0.0}
    assert {"skip-execution", "check-missing", "check-doubled"} <= set(course.notes("ada"))
    with course.api.gradebook as gradebook:
        assert gradebook.find_assignment(tiny.NAME).max_score == tiny.FULL


@pytest.mark.case(35)
def test_the_gradebook_cannot_be_written_by_a_submission(course: Course, answered: Answer) -> None:
    database = course.folder / "gradebook.db"
    assert database.exists()
    steal = f"""%%module tiny_sum
import sqlite3
def add(a, b):
    with sqlite3.connect("file:{database}?mode=rw", uri=True) as line:
        line.execute("update grade set auto_score = 100")
    return a + b
"""
    course.submit("ada", answered(add=steal))
    course.grade("ada")
    assert course.scores("ada") == {**tiny.POINTS, "test-add-value": 0.0}
    shown = str(tiny.cell(course.graded("ada"), "test-add-value")["outputs"])
    assert "OperationalError" in shown
    with sqlite3.connect(database) as line:
        assert line.execute("select max(auto_score) from grade").fetchone() == (2.0,)


def _link_in_submission(course: Course, victim: Path) -> None:
    (course.submit("ada", None) / "tiny.ipynb").symlink_to(victim)


def _link_at_output(course: Course, victim: Path) -> None:
    out = course.folder / "autograded" / "ada" / "tiny"
    out.mkdir(parents=True)
    (out / "tiny.ipynb").symlink_to(victim)


def _link_as_output_folder(course: Course, victim: Path) -> None:
    (course.folder / "autograded" / "ada").mkdir(parents=True)
    (course.folder / "autograded" / "ada" / "tiny").symlink_to(victim.parent)


def _extra_link(course: Course, victim: Path) -> None:
    (course.submit("ada", None) / "notes.ipynb").symlink_to(victim)
    (course.submit("ada", None) / "folder").symlink_to(victim.parent)


@pytest.mark.case(36)
@pytest.mark.parametrize(
    ("plant", "judged"),
    [
        (_link_in_submission, False),
        (_link_at_output, True),
        (_link_as_output_folder, True),
        (_extra_link, True),
    ],
    ids=["handed-in", "at-the-output", "as-the-output-folder", "beside-the-notebook"],
)
def test_nothing_is_written_or_read_through_a_link(
    course: Course, answered: Answer, tmp_path: Path, plant: Any, judged: bool
) -> None:
    (tmp_path / "victim").mkdir()
    victim = tmp_path / "victim" / "tiny.ipynb"
    victim.write_text(json.dumps(answered()))
    before = victim.read_bytes(), victim.stat().st_mode, sorted(os.listdir(victim.parent))
    if judged:
        course.submit("ada", answered())
    plant(course, victim)
    course.grade("ada")
    after = victim.read_bytes(), victim.stat().st_mode, sorted(os.listdir(victim.parent))
    assert after == before
    assert course.scores("ada") == (tiny.POINTS if judged else ZERO)
    out = course.folder / "autograded" / "ada" / "tiny"
    assert not out.is_symlink()
    assert [path.name for path in out.iterdir()] == ["tiny.ipynb"]
    assert not (out / "tiny.ipynb").is_symlink()


@pytest.mark.case(37)
def test_pipes_devices_and_hard_links_harm_nobody(course: Course, answered: Answer) -> None:
    theirs = course.submit("bob", answered(add=WRONG)) / "tiny.ipynb"
    before = theirs.read_bytes(), theirs.stat().st_mode
    mine = course.submit("ada", None)
    os.link(theirs, mine / "tiny.ipynb")
    os.mkfifo(mine / "pipe.txt")
    os.link(course.folder / "gradebook.db", mine / "gradebook.txt")
    (mine / "loop").symlink_to(mine)
    course.grade("ada")
    assert (theirs.read_bytes(), theirs.stat().st_mode) == before
    assert course.scores("ada") == {**tiny.POINTS, "test-add-value": 0.0}
    out = course.folder / "autograded" / "ada" / "tiny"
    assert not any(path.is_fifo() or path.is_symlink() for path in out.iterdir())
    assert (out / "tiny.ipynb").stat().st_nlink == 1
    course.grade("bob")
    assert course.scores("bob") == {**tiny.POINTS, "test-add-value": 0.0}

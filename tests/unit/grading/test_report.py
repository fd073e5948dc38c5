"""The class report, from a graded class."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grading.report import ClassReport, Result, collect, says, to_csv, to_html, write
from tests.unit.grading import tiny
from tests.unit.grading.conftest import Answer, Course


def test_a_graded_class_is_summed_up(course: Course, answered: Answer) -> None:
    with course.api.gradebook as gradebook:
        gradebook.update_or_create_assignment(tiny.NAME, duedate="2031-03-03 12:00:00 UTC")
        gradebook.update_or_create_student("missing")
    course.submit("ada", answered())
    printing = tiny.RIGHT_GREET.replace("return", "print(") + "    )"
    folder = course.submit("bob", answered(greet=printing))
    (folder / "timestamp.txt").write_text("2031-03-04 12:00:00 UTC")
    course.grade("ada")
    course.grade("bob")
    report = collect(course.folder)
    assert report.students == ["ada", "bob", "missing"]
    assert report.total("ada") == 7
    bob = report.results["bob", tiny.NAME]
    assert (bob.score, bob.penalty, bob.hours_late) == (4.5, 0.5, 24)
    assert bob.found == {"printed-not-returned"}
    assert report.results["missing", tiny.NAME].found == {"not-submitted"}
    assert report.diagnoses == {"printed-not-returned": 1}
    value = next(c for c in report.checks[tiny.NAME] if c.grade_id == "test-greet-value")
    assert (value.passed, value.tried) == (1, 2)
    assert value.diagnoses == (("printed-not-returned", 1),)
    page = write(course.folder).read_text("utf-8")
    assert "printed-not-returned" in page
    assert "http" not in page
    rows = list(csv.DictReader(io.StringIO((course.folder / "report.csv").read_text("utf-8"))))
    assert [row["state"] for row in rows] == ["graded", "graded", "missing"]


def test_a_name_cannot_become_markup_or_a_formula() -> None:
    name = "=cmd()<script>"
    report = ClassReport({"a": 1.0}, {(name, "a"): Result(name, "a", 0, 1, submitted=True)})
    assert "<script>" not in to_html(report)
    assert "'=cmd()" in to_csv(report)


@pytest.mark.parametrize("room", ["intake", "restore", "submission", "judge", "preprocess"])
def test_every_note_has_a_meaning(room: str) -> None:
    import re

    source = (Path(tiny.ROOT) / "grading" / f"{room}.py").read_text("utf-8")
    slugs = re.findall(r"Note\(\s*\"([a-z-]+)\"", source)
    slugs += re.findall(r"failed\(\s*[\w.]+,\s*\"([a-z-]+)\"", source)
    assert slugs
    assert [slug for slug in slugs if not says(slug)] == []


def test_the_gradebook_is_only_read(course: Course) -> None:
    with Gradebook(course.api.coursedir.db_url) as gradebook:
        before = len(gradebook.students)
    collect(course.folder)
    with Gradebook(course.api.coursedir.db_url) as gradebook:
        assert len(gradebook.students) == before

"""The class report, from a graded class."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grading.report import (
    Attempt,
    Check,
    ClassReport,
    Result,
    collect,
    says,
    to_csv,
    to_html,
    write,
)
from tests.unit.grading import tiny
from tests.unit.grading.conftest import Answer, Course


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def made_up(scores: Mapping[str, tuple[float, float]]) -> ClassReport:
    """A class of students with points in two exercises of 2 points, one check each."""
    report = ClassReport({"a": 4.0}, checks={"a": []})
    for check, title in (("test-x", "ex <x>"), ("test-y", "ex y")):
        report.checks["a"].append(Check(check, 2.0, 0, len(scores), (), title))
    for name, (x, y) in scores.items():
        attempts = {"test-x": Attempt(x, x == 2), "test-y": Attempt(y, y == 2, "" if y else "odd")}
        slugs = () if y else ("odd",)
        report.results[name, "a"] = Result(
            name, "a", x + y, 4, 0, 0, True, True, diagnoses=slugs, attempts=attempts, box="strong"
        )
    return report


def test_exercises_and_diagnoses_of_a_class_worked_out_by_hand() -> None:
    points = {"陈": (2, 2), "b": (2, 2), "c": (2, 0), "d": (0, 0), "e": (0, 0)}
    report = made_up({name: (float(x), float(y)) for name, (x, y) in points.items()})
    x, y = report.items("a")
    assert (x.share, y.share) == (6 / 10, 4 / 10)
    # x: 2 2 2 0 0, mean 6/5; y: 2 2 0 0 0, mean 4/5. Products 8 - 24/5 = 16/5; squares 24/5, 24/5.
    assert x.correlation == y.correlation == pytest.approx(2 / 3)
    assert report.found_in("a") == {"odd": 3}
    page = to_html(report)
    assert "3 of 5" in page
    assert ">0.67<" in page
    assert "ex &lt;x&gt;" in page
    assert "5 submissions were judged in a strong box" in page
    assert "There is no due date" not in page, "no time is known"
    assert [row["student"] for row in rows_of(to_csv(report))].count("陈") == 2


def test_what_cannot_be_said_of_a_small_class_is_not_said() -> None:
    one = to_html(made_up({"ada": (2.0, 0.0)}))
    assert "One submission, with 2 of 4 points: one is no distribution." in one
    assert one.count("too few to say (1 graded, 5 are needed)") == 2
    assert "How the scores are spread" not in one
    same = to_html(made_up(dict.fromkeys("abcde", (2.0, 2.0))))
    assert "All 5 have 4 of 4 points." in same
    assert same.count("everybody got the same here") == 2
    assert "None: every check of every submission passed." in same
    assert "Nothing is graded here yet." in to_html(made_up({}))


def test_the_page_needs_nothing_from_elsewhere_and_no_colour() -> None:
    page = to_html(made_up({"a": (2.0, 2.0), "b": (0.0, 2.0)}))
    assert not re.search(r"https?:|<script|<link|@import|url\(", page)
    # Whoever sees no bar reads its figure beside it.
    for words in ("50 %, medium", "100 %, very easy", "0 of 2"):
        assert words in page
    assert "@media print" in page
    assert "prefers-color-scheme: dark" in page


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
    assert value.exercise == "greet"
    assert [(item.title, item.points) for item in report.items(tiny.NAME)] == [
        ("greet", 3),
        ("add", 4),
    ]
    greet = report.items(tiny.NAME)[0]
    assert greet.share == pytest.approx((3 + 1) / 2 / 3)
    assert greet.says == "too few to say (2 graded, 5 are needed)"
    assert report.times(tiny.NAME)["late"] == 1
    page = write(course.folder).read_text("utf-8")
    assert f"1 of 2</th><td>{escape(says('printed-not-returned'))}" in page
    assert "2 submissions: mean 5.8, median 5.75 of 7 points" in page
    assert "http" not in page
    rows = rows_of((course.folder / "report.csv").read_bytes().decode("utf-8"))
    assert [(row["student"], row["state"], row["check"]) for row in rows] == [
        (student, state, check)
        for student, state in (("ada", "graded"), ("bob", "graded"), ("missing", "missing"))
        for check in tiny.POINTS
    ]
    assert [row["points"] for row in rows] == ["2.0", "1.0", "4.0", "0.0", "1.0", "4.0", *[""] * 3]
    bad = rows[3]
    assert (bad["passed"], bad["diagnosis"]) == ("no", "printed-not-returned")
    assert (bad["exercise"], bad["late_penalty"], bad["hours_late"]) == ("greet", "0.5", "24.0")
    assert bad["submitted_utc"] == "2031-03-04T12:00:00"
    assert rows[0]["box"] in {"full", "strong", "weak", "off"}


def test_a_name_cannot_become_markup_or_a_formula() -> None:
    name = "=cmd()<script>"
    report = ClassReport({"a": 1.0}, {(name, "a"): Result(name, "a", 0, 1, submitted=True)})
    assert "<script>" not in to_html(report)
    assert "'=cmd()" in to_csv(report)


@pytest.mark.parametrize("room", ["intake", "restore", "submission", "judge", "preprocess"])
def test_every_note_has_a_meaning(room: str) -> None:
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

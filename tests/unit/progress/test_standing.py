"""What there is to pass is read from the notebooks; what comes next follows from both."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.progress import lessons, next_thing, read_lesson, record, standings, summary
from tests.unit.progress.notebooks import check_cell, code, prose, write_course, write_lesson

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def advice(folder: Path) -> str:
    return summary(standings(folder))[1]


def test_exercises_checks_and_points_are_read_from_the_notebooks(folder: Path) -> None:
    apples, bread = lessons(folder)
    assert (apples.heading, apples.question) == ("0 · Apples", "How many apples?")
    assert [(e.title, e.points) for e in apples.exercises] == [("pick", 3), ("eat", 4)]
    assert [c.title for c in apples.exercises[0].checks] == ["picks one", "picks “all”"]
    assert (bread.heading, bread.points) == ("1 · Bread", 2)


def test_a_title_may_have_a_name(tmp_path: Path) -> None:
    cell = check_cell("test-a", "", 1)
    cell["source"] = ['title = "a sentence"\n', "with check(title, needs='x'):\n", "    pass"]
    lesson = read_lesson(write_lesson(tmp_path, "00_a", cell))
    assert lesson.exercises[0].checks[0].title == "a sentence"


def test_a_cell_without_a_readable_title_is_found_by_its_id(tmp_path: Path) -> None:
    cell = check_cell("test-a", "", 1)
    cell["source"] = "with check(f'{1 + 1} sentences'):\n    pass"
    write_lesson(tmp_path, "00_a", cell)
    record(tmp_path, "00_a", "2 sentences", passed=True, cell="test-a")
    assert standings(tmp_path)[0].done


def test_a_lesson_without_checks_counts_for_nothing(tmp_path: Path) -> None:
    manual = code("words", "essay", {"nbgrader": {"grade": True, "solution": True, "points": 5}})
    write_lesson(tmp_path, "00_a", prose("# A"), manual)
    (tmp_path / "01_b").mkdir()
    (tmp_path / "01_b" / "01_b.ipynb").write_text("not JSON")
    found = standings(tmp_path)
    assert [one.lesson.title for one in found] == ["A", "01_b"]
    assert [(one.lesson.points, one.done) for one in found] == [(0, False), (0, False)]
    assert next_thing(found) is None
    assert summary(found) == ("There are no exercises here.", "")


def test_points_are_counted_by_what_passed_last(folder: Path) -> None:
    record(folder, "00_a", "picks one", passed=True)
    record(folder, "00_a", "eats", passed=True)
    apples, bread = standings(folder)
    assert (apples.passed, apples.exercises_done, apples.done) == (5, 1, False)
    assert (bread.passed, bread.begun) == (0, False)
    record(folder, "00_a", "eats", passed=False)
    assert standings(folder)[0].passed == 1
    assert summary(standings(folder))[0] == "1 of 9 points passed, 0 of 2 lessons done."


def test_titles_of_another_lesson_do_not_count(folder: Path) -> None:
    record(folder, "01_b", "eats", passed=True)
    assert standings(folder)[0].passed == 0


def test_the_next_thing_is_where_you_were(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert advice(folder) == "Begin “pick” in lesson 0."
    record(folder, "00_a", "picks “all”", passed=False)
    assert advice(folder) == "Go on with “pick” in lesson 0: “picks “all”” does not pass yet."
    record(folder, "00_a", "picks “all”", passed=True)
    assert advice(folder) == "Go on with “pick” in lesson 0."
    record(folder, "00_a", "picks one", passed=True)
    assert advice(folder) == "Begin “eat” in lesson 0."
    record(folder, "00_a", "eats", passed=True)
    assert advice(folder) == "Begin “bake” in lesson 1."
    record(folder, "01_b", "bakes", passed=True)
    assert advice(folder) == "All is done. Well done!"


def test_who_begins_in_the_middle_goes_on_from_there_and_then_fills_the_gap(folder: Path) -> None:
    write_lesson(
        folder, "02_c", prose("### Exercise: cook (1 points)"), check_cell("c", "cooks", 1)
    )
    record(folder, "01_b", "bakes", passed=True)
    assert advice(folder) == "Begin “cook” in lesson 2."
    # In the same second: the file's times are whole ones.
    record(folder, "02_c", "cooks", passed=True)
    assert advice(folder) == "Begin “pick” in lesson 0."


def test_every_released_check_has_a_title_that_no_other_of_its_lesson_has() -> None:
    found = lessons(ROOT / "release")
    assert found
    for lesson in found:
        titles = [check.title for exercise in lesson.exercises for check in exercise.checks]
        assert titles, lesson.name
        assert "" not in titles
        assert len(set(titles)) == len(titles)

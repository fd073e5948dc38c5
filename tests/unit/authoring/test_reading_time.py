"""The times that the lessons and the page for students promise."""

from __future__ import annotations

from pathlib import Path

from authoring import reading_time
from authoring.notebooks import canonical, load
from authoring.text import from_text

ROOT = Path(__file__).resolve().parents[3]


def test_hints_are_not_read_by_everybody() -> None:
    words, hint = "# word\n" * 1990, "# <details><summary>Hint</summary>\n# " + "more " * 900
    lesson = canonical(from_text(f"# %% [markdown]\n{words}{hint}</details>\n"))
    assert reading_time.minutes(lesson) == 10


def test_the_page_for_students_says_what_the_lessons_say() -> None:
    page = (ROOT / "docs" / "student.md").read_text(encoding="utf-8")
    told = {int(number): int(minutes) for number, _, minutes in reading_time.ROW.findall(page)}
    lessons = sorted((ROOT / "release").glob("[0-9]*/[0-9]*.ipynb"))
    openings = {int(path.stem.partition("_")[0]): reading_time.said(load(path)) for path in lessons}
    assert told == openings != {}

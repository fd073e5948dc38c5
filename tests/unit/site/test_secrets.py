"""What a reader may not find is looked for in text, not in tags."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from authoring.lessons import Course
from authoring.site.lessons import notebooks
from authoring.site.secrets import published
from tests.unit.site.conftest import ANSWER, HIDDEN

Make = Callable[..., Course]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder for a site, beside the course."""
    folder = tmp_path / "site"
    (folder / "lessons").mkdir(parents=True)
    return folder


def coloured(line: str) -> str:
    """Return a line as a page has it: each word in a tag, each sign an entity."""
    words = line.replace(">", "&gt;").split(" ")
    return "<pre>" + " ".join(f"<span class='n'>{word}</span>" for word in words) + "</pre>"


@pytest.mark.parametrize("line", [ANSWER, HIDDEN])
@pytest.mark.parametrize("name", ["lessons/01_counting.html", "student.html"])
def test_a_coloured_line_is_found(line: str, name: str, make_course: Make, site: Path) -> None:
    (lesson,) = make_course().lessons
    page = site / name
    page.write_text("<p>x</p>\n" + coloured(line), encoding="utf-8")
    source, _ = notebooks(lesson)
    (found,) = published(site, {lesson.name: source})
    assert found.startswith(name)
    assert line.strip() in found


def test_a_line_in_a_script_is_found(make_course: Make, site: Path) -> None:
    (lesson,) = make_course().lessons
    script = site / "view.js"
    script.write_text(f'courseViews.view("x", {{"text":"def f():\\n{ANSWER}\\n"}})', "utf-8")
    source, _ = notebooks(lesson)
    assert published(site, {lesson.name: source})


def test_what_students_are_given_is_no_secret(make_course: Make, site: Path) -> None:
    (lesson,) = make_course().lessons
    source, released = notebooks(lesson)
    text = "\n".join(coloured(line) for cell in released.cells for line in cell.source.split("\n"))
    (site / "page.html").write_text(text, encoding="utf-8")
    assert published(site, {lesson.name: source}) == []


def test_a_guide_may_name_the_marks_and_a_lesson_may_not(make_course: Make, site: Path) -> None:
    (lesson,) = make_course().lessons
    source, _ = notebooks(lesson)
    for name in ("contributing.html", "lessons/01_counting.html"):
        (site / name).write_text("<pre>### BEGIN SOLUTION</pre>", encoding="utf-8")
    found = published(site, {lesson.name: source})
    assert [one.split()[0] for one in found] == ["lessons/01_counting.html"]

"""The start page maps the lessons, and says what has been passed."""

from __future__ import annotations

import json
from pathlib import Path

from course.progress import record
from course_cli.start_page import plain, start_page, start_page_of_exchange
from tests.unit.progress.notebooks import write_course


def write_lesson(release: Path, name: str, *markdown: str) -> None:
    folder = release / name
    folder.mkdir(parents=True)
    cells = [{"cell_type": "markdown", "source": source} for source in markdown]
    (folder / f"{name}.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")


def test_each_lesson_is_a_link_with_its_number_title_and_question(tmp_path: Path) -> None:
    write_lesson(
        tmp_path, "01_b", "# What is b?\n\nLook. **How many\nare there?**\n\nMore.", "# Not me"
    )
    write_lesson(tmp_path, "00_a", "# 0 · A")
    page = start_page(tmp_path)

    first = page.index("- **[0 · A](00_a/00_a.ipynb)**\n")
    second = page.index("- **[1 · What is b?](01_b/01_b.ipynb)** — Look. How many are there?\n")
    assert first < second


def test_a_lesson_without_a_heading_is_listed_by_its_folder(tmp_path: Path) -> None:
    write_lesson(tmp_path, "a", "Some words.")
    assert "- **[a](a/a.ipynb)**\n" in start_page(tmp_path)


def test_who_has_begun_sees_how_far_and_what_is_next(tmp_path: Path) -> None:
    release, work = write_course(tmp_path / "release"), tmp_path / "work"
    assert "points" not in start_page(release, work)

    record(work, "01_b", "bakes", passed=True)
    record(work, "00_a", "eats", passed=False)
    page = start_page(release, work)
    assert "**2 of 9 points passed, 1 of 2 lessons done.** Begin “pick” in lesson 0" in page
    assert "How many apples? **0 of 7 points.**\n" in page
    assert "(01_b/01_b.ipynb)** **✓ 2 of 2 points.**\n" in page


def test_what_was_fetched_is_on_the_page_of_an_exchange(tmp_path: Path) -> None:
    assert "ipynb" not in start_page_of_exchange(tmp_path)
    write_course(tmp_path)
    record(tmp_path, "01_b", "bakes", passed=True)
    page = start_page_of_exchange(tmp_path)
    assert page.index("Fetch") < page.index("2 of 9 points") < page.index("01_b/01_b.ipynb")


def test_a_title_is_not_taken_for_markdown() -> None:
    assert plain("a_b *c* <d>") == r"a\_b \*c\* \<d\>"

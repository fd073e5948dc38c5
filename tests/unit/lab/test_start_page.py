"""The start page maps the lessons."""

from __future__ import annotations

import json
from pathlib import Path

from course_cli.start_page import start_page


def write_lesson(release: Path, name: str, *markdown: str) -> None:
    folder = release / name
    folder.mkdir(parents=True)
    cells = [{"cell_type": "markdown", "source": source} for source in markdown]
    (folder / f"{name}.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")


def test_each_lesson_is_a_link_with_its_title_and_question(tmp_path: Path) -> None:
    write_lesson(tmp_path, "01_b", "# What is b?\n\n**How many\nare there?**\n\nMore.", "# Not me")
    write_lesson(tmp_path, "00_a", "# A")
    page = start_page(tmp_path)

    first = page.index("- [A](00_a/00_a.ipynb)\n")
    second = page.index("- [What is b?](01_b/01_b.ipynb) — How many are there?\n")
    assert first < second


def test_a_lesson_without_a_heading_is_listed_by_its_folder(tmp_path: Path) -> None:
    write_lesson(tmp_path, "00_a", "Some words.")
    assert "- [00_a](00_a/00_a.ipynb)\n" in start_page(tmp_path)

"""Small released lessons, made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def prose(source: str) -> dict[str, Any]:
    name = f"prose-{abs(hash(source))}"
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def answer(grade_id: str) -> dict[str, Any]:
    marks = {"grade": False, "solution": True, "grade_id": grade_id}
    return code(f"%%module {grade_id}\n", grade_id, {"nbgrader": marks})


def check_cell(grade_id: str, title: str, points: float) -> dict[str, Any]:
    marks = {"grade": True, "solution": False, "grade_id": grade_id, "points": points}
    source = f"from course.checks import check\n\nwith check({title!r}):\n    pass\n"
    return code(source, grade_id, {"nbgrader": marks})


def code(source: str, name: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    # In lines, as a file has it.
    return {
        "cell_type": "code",
        "id": name,
        "metadata": metadata or {},
        "source": source.splitlines(keepends=True),
        "outputs": [],
        "execution_count": None,
    }


def write_lesson(folder: Path, name: str, *cells: dict[str, Any]) -> Path:
    """Write a lesson's notebook; return its path."""
    notebook = folder / name / f"{name}.ipynb"
    notebook.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    content = {
        "cells": list(cells),
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    notebook.write_text(json.dumps(content), "utf-8")
    return notebook


def write_course(folder: Path) -> Path:
    """Write two lessons: two exercises (3 + 4 points) and one (2 points); return the folder."""
    write_lesson(
        folder,
        "00_a",
        prose("# 0 · Apples\n\nHow **many\napples?**\n"),
        prose("### Exercise: pick (3 points)\n\nPick."),
        answer("pick"),
        check_cell("test-pick-one", "picks one", 1),
        check_cell("test-pick-all", "picks “all”", 2),
        prose("### Exercise: eat (4 points)"),
        answer("eat"),
        check_cell("test-eat", "eats", 4),
    )
    write_lesson(
        folder,
        "01_b",
        prose("# Bread"),
        prose("### Exercise: bake (2 points)"),
        check_cell("test-bake", "bakes", 2),
    )
    return folder

"""A small course with one lesson, and its site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from authoring.lessons import Course
from authoring.notebooks import canonical, write

ANSWER = "    total_of_all = sum(number for number in numbers if number > 0)"
HIDDEN = '    outcome = student("adding").call("add_all", [41, 1, -7777])'
TITLE = "# Counting (数数)\n\nYou have some numbers. **How many are there?**\n\nYou need lesson 0."
Cells = list[Any]


def code(source: str, *, name: str = "", **more: Any) -> Any:
    """Return a code cell; `outputs` and `nbgrader` are given by name."""
    outputs = more.pop("outputs", [])
    return nbformat.v4.new_code_cell(source, id=name, outputs=outputs, metadata=more)


def said(text: str) -> Any:
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def graded(name: str, *, solution: bool) -> dict[str, Any]:
    rest = {"locked": not solution, "schema_version": 3, "task": False}
    points = {} if solution else {"points": 1}
    return {"grade": not solution, "solution": solution, "grade_id": name, **rest, **points}


def cells(*, released: bool) -> Cells:
    """Return the lesson as written, or as students get it."""
    answer = "%%module adding\ndef add_all(numbers):\n"
    test = 'with check("adds what is positive"):\n    outcome = student("adding")\n'
    if released:
        answer += "    # YOUR CODE HERE\n    raise NotImplementedError()"
    else:
        answer += f"    ### BEGIN SOLUTION\n{ANSWER}\n    return total_of_all\n    ### END SOLUTION"
        test += f"    ### BEGIN HIDDEN TESTS\n{HIDDEN}\n    ### END HIDDEN TESTS\n"
    return [
        nbformat.v4.new_markdown_cell(TITLE, id="counting"),
        code("%load_ext course\nfrom course.widgets import Endings, ProcessTree", name="setup"),
        code("print(6 * 7)", name="print-6-7", outputs=[] if released else [said("forty-two\n")]),
        code("Markdown(text)", name="markdown-text", outputs=[] if released else [table()]),
        code(answer, name="adding", nbgrader=graded("adding", solution=True)),
        code(
            test,
            name="test-adding",
            nbgrader=graded("test-adding", solution=False),
            outputs=[] if released else [said("add_all([41, 1]) returned 42\n")],
        ),
    ]


def table() -> Any:
    """Return an output that is a table in Markdown."""
    data = {"text/markdown": "| job | burst |\n| --- | --- |\n| A | 5 |", "text/plain": "a table"}
    return nbformat.v4.new_output("display_data", data=data)


@pytest.fixture
def make_course(tmp_path: Path) -> Callable[..., Course]:
    """Write a course: `make_course(extra_cells)`, with or without what students get."""

    def make(*extra: Any, released: bool = True) -> Course:
        root = tmp_path / "a course"
        name = "01_counting"
        (root / "docs").mkdir(parents=True)
        (root / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
        (root / "docs" / "student.md").write_text(
            "# For students\n\nRead [on](scaling.md#far), [this](../course/magics.py),\n"
            "[one](../source/01_counting/01_counting.ipynb) and\n"
            "[the manual](https://docs.python.org/3/).\n",
            encoding="utf-8",
        )
        (root / "docs" / "scaling.md").write_text("# How far\n\n## Far\n\nFar.\n", encoding="utf-8")
        for folder in ["source", "release"][: 1 + released]:
            students = folder == "release"
            notebook = nbformat.v4.new_notebook(cells=[*cells(released=students), *extra])
            path = root / folder / name / f"{name}.ipynb"
            path.parent.mkdir(parents=True)
            write(canonical(notebook, released=students), path)
        return Course(root)

    return make

"""A tiny assignment and the ways in which a student can hand it in."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
NAME = "tiny"

GREET = """%%module tiny_greeting
def greet(name):
    \"\"\"Return a greeting.\"\"\"
    ### BEGIN SOLUTION
    return f"hello {name}"
    ### END SOLUTION
"""
GREET_VALUE = """from course.checks import check, student

with check("greet greets"):
    outcome = student("tiny_greeting").call("greet", "Ada")
    outcome.expect_value("hello Ada", mistakes={"list-not-tuple": ["hello Ada"]})
    ### BEGIN HIDDEN TESTS
    outcome = student("tiny_greeting").call("greet", "Bob")
    outcome.expect_value("hello Bob")
    ### END HIDDEN TESTS
"""
GREET_LEFT = """from course.checks import check, student

with check("greet leaves nothing running"):
    student("tiny_greeting").call("greet", "Ada", timeout=10).expect_nothing_left_running()
"""
ADD = """%%module tiny_sum
def add(a, b):
    \"\"\"Return the sum.\"\"\"
    ### BEGIN SOLUTION
    return a + b
    ### END SOLUTION
"""
ADD_VALUE = """from course.checks import check, student

with check("add adds"):
    student("tiny_sum").call("add", 1, 2, timeout=10).expect_value(3)
"""
#: grade id -> points
POINTS = {"test-greet-value": 2, "test-greet-leaves-nothing": 1, "test-add-value": 4}
FULL = sum(POINTS.values())
RIGHT_GREET = "%%module tiny_greeting\ndef greet(name):\n    return 'hello ' + name\n"
RIGHT_ADD = "%%module tiny_sum\ndef add(a, b):\n    return b + a\n"


def code(source: str, grade_id: str = "", points: int | None = None) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if grade_id:
        test = points is not None
        metadata["nbgrader"] = {
            "grade": test,
            "solution": not test,
            "locked": test,
            "task": False,
            "schema_version": 3,
            "grade_id": grade_id,
        }
        if test:
            metadata["nbgrader"]["points"] = points
    return {
        "cell_type": "code",
        "id": grade_id or "plain",
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def text(source: str, name: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def source_notebook() -> dict[str, Any]:
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {
                "name": "python3",
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
            }
        },
        "cells": [
            text("# Tiny", "title"),
            code("%load_ext course"),
            text("### Exercise: greet (3 points)", "greet-prompt"),
            code(GREET, "greet"),
            code(GREET_VALUE, "test-greet-value", 2),
            code(GREET_LEFT, "test-greet-leaves-nothing", 1),
            text("### Exercise: add (4 points)", "add-prompt"),
            code(ADD, "add"),
            code(ADD_VALUE, "test-add-value", 4),
        ],
    }


def make_course(folder: Path) -> Path:
    """Write a course folder with the shipped configuration and the tiny assignment's source."""
    (folder / "source" / NAME).mkdir(parents=True)
    for step in ("release", "submitted", "autograded", "feedback"):
        (folder / step).mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    (folder / "source" / NAME / f"{NAME}.ipynb").write_text(json.dumps(source_notebook()))
    return folder


def cell(notebook: dict[str, Any], grade_id: str) -> dict[str, Any]:
    """Return the cell of a notebook with this grade id."""
    for candidate in notebook["cells"]:
        if candidate["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
            found: dict[str, Any] = candidate
            return found
    raise KeyError(grade_id)


def answered(released: dict[str, Any], greet: str = RIGHT_GREET, add: str = RIGHT_ADD) -> Any:
    """Return a copy of the released notebook with answers in it."""
    notebook = copy.deepcopy(released)
    cell(notebook, "greet")["source"] = greet
    cell(notebook, "add")["source"] = add
    return notebook

"""What there is to pass: lessons, exercises and checks, read from the notebooks themselves."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_OPENING = re.compile(r"^# +(?P<title>.+)\n*(?P<question>(?:[^#\n].*\n?)*)", re.MULTILINE)
_EXERCISE = re.compile(r"^### +Exercise: *(?P<title>.+?) *(?:\([\d.]+ points?\))? *$", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """One test cell: its grade id, the title on its card ("" if unknown), its points."""

    grade_id: str
    title: str
    points: float


@dataclass(frozen=True)
class Exercise:
    """An exercise with its checks."""

    title: str
    checks: tuple[Check, ...]

    @property
    def points(self) -> float:
        """What all checks together are worth."""
        return sum(check.points for check in self.checks)


@dataclass(frozen=True)
class Lesson:
    """A lesson: the name of its folder, its heading, the question it begins with, its exercises."""

    name: str
    title: str
    question: str
    exercises: tuple[Exercise, ...]

    @property
    def number(self) -> str:
        """The number that the folder's name begins with; "" if there is none."""
        digits = re.match(r"\d+", self.name)
        return str(int(digits[0])) if digits else ""

    @property
    def points(self) -> float:
        """What all exercises together are worth."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def heading(self) -> str:
        """Number and title: "6 · Waiting"."""
        return f"{self.number} · {self.title}" if self.number else self.title


def lesson_folders(folder: Path) -> Iterator[Path]:
    """Yield the folders that hold a notebook of their own name, in order."""
    if folder.is_dir():
        for inner in sorted(folder.iterdir()):
            if (inner / f"{inner.name}.ipynb").is_file():
                yield inner


def folder_of_lessons(here: Path) -> Path | None:
    """Return the nearest folder, from `here` upwards, that holds lessons."""
    return next((place for place in (here, *here.parents) if any(lesson_folders(place))), None)


def lessons(folder: Path) -> list[Lesson]:
    """Read every lesson in a folder, in order."""
    return [read_lesson(inner / f"{inner.name}.ipynb") for inner in lesson_folders(folder)]


def read_lesson(notebook: Path) -> Lesson:
    """Read one lesson; of a file that is no notebook, only the name is known."""
    name = notebook.stem
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        title, question = _opening(cells)
        return Lesson(name, title or name, question, tuple(_exercises(cells)))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Lesson(name, name, "", ())


def _opening(cells: list[dict[str, Any]]) -> tuple[str, str]:
    """Return the first heading, without a number, and the paragraph after it."""
    prose = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    found = _OPENING.search(prose)
    if not found:
        return "", ""
    title = re.sub(r"^\d+ *[·.:] *", "", found["title"].strip())
    question = " ".join(found["question"].split()).replace("**", "")
    return title, question.strip("*_> ")


def _exercises(cells: list[dict[str, Any]]) -> Iterator[Exercise]:
    """Group the test cells under the exercises' headings."""
    found: list[tuple[str, list[Check]]] = []
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            if heading := _EXERCISE.search(source):
                found.append((heading["title"], []))
            continue
        marks = cell.get("metadata", {}).get("nbgrader", {})
        if marks.get("grade") and not marks.get("solution"):
            if not found:
                found.append(("", []))
            check = Check(marks["grade_id"], _title(source), float(marks["points"]))
            found[-1][1].append(check)
    for title, checks in found:
        if checks:
            yield Exercise(title, tuple(checks))


def _title(source: str) -> str:
    """Return the title that a test cell's card will have; "" if it is made while running."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ""
    named = {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id != "check" or not node.args:
                continue
            title = node.args[0]
            if isinstance(title, ast.Name):
                title = named.get(title.id, title)
            if isinstance(title, ast.Constant) and isinstance(title.value, str):
                return title.value
    return ""

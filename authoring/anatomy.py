"""See the exercises in a lesson's notebook."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from authoring.notebooks import Cell, Notebook
from course.modules import module_text
from grading.submission import is_answer, module_name, split_magic

DIAGNOSIS = re.compile(r"# diagnosis: ([a-z0-9-]+)[ \t]*(?:\n|\Z)")
PROMPT = re.compile(
    r"^### Exercise: (?P<title>.+) \((?P<points>\d+(\.\d+)?) points?\)$", re.MULTILINE
)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)


@dataclass(frozen=True)
class Exercise:
    """An answer cell, the prose that asks for it and the cells that test it."""

    name: str
    answer: Cell
    prompt: str
    tests: list[Cell] = field(default_factory=list)

    @property
    def module(self) -> str:
        """The name in the answer's `%%module NAME`; empty if there is none."""
        return module_name(self.answer.source) or ""

    @property
    def points(self) -> float:
        """The sum of its tests' points."""
        return sum((float(grading(cell).get("points", 0)) for cell in self.tests), 0.0)


def grading(cell: Cell) -> dict[str, Any]:
    """Return a cell's nbgrader metadata; empty for a cell that nbgrader does not know."""
    return dict(cell.metadata.get("nbgrader", {}))


def is_test(cell: Cell) -> bool:
    """Tell a cell with autograder tests."""
    found = grading(cell)
    return cell.cell_type == "code" and bool(found.get("grade")) and not found.get("solution")


def modules(notebook: Notebook) -> dict[str, str]:
    """Return every module that a notebook's cells save, by name."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return {split[0]: module_text(*split) for text in sources if (split := split_magic(text))}


def module_file(path: Path, name: str) -> str:
    """Return a mutant or an alternative as the module `name`, as if a cell had saved it.

    A mutant's first line, its diagnosis, stands where the magic stands in a cell.
    """
    text = path.read_text(encoding="utf-8")
    body = text.partition("\n")[2] if diagnosis_of(text) else text
    return module_text(name, body)


def diagnosis_of(text: str) -> str:
    """Return the slug that a mutant's first line names; empty if there is none."""
    found = DIAGNOSIS.match(text)
    return found[1] if found else ""


def exercises(notebook: Notebook) -> list[Exercise]:
    """Return the exercises: each answer with the prose before it and the tests after it."""
    found: list[Exercise] = []
    prose: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            prose.append(cell.source)
            continue
        if is_answer(cell):
            found.append(Exercise(str(grading(cell)["grade_id"]), cell, prompt_of(prose)))
        elif is_test(cell) and found:
            found[-1].tests.append(cell)
        if is_answer(cell) or is_test(cell):
            prose = []
    return found


def prompt_of(prose: list[str]) -> str:
    """Return the prose from the last exercise heading on: a worked call may stand between."""
    text = "\n\n".join(prose)
    headings = list(PROMPT.finditer(text))
    return text[headings[-1].start() :] if headings else (prose[-1] if prose else "")

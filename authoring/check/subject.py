"""A lesson as the rules of shape see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from authoring.anatomy import Exercise, exercises, grading
from authoring.lessons import Lesson
from authoring.notebooks import Cell, Notebook


@dataclass(frozen=True)
class Subject:
    """A lesson as the rules see it."""

    lesson: Lesson
    notebook: Notebook

    @cached_property
    def exercises(self) -> list[Exercise]:
        """The lesson's exercises."""
        return exercises(self.notebook)

    @cached_property
    def code(self) -> list[Cell]:
        """The code cells that show something: neither answers nor tests."""
        return [c for c in self.notebook.cells if c.cell_type == "code" and not grading(c)]


Found = Iterator[tuple[str, str, str]]  # where, what is wrong, what to do

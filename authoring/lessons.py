"""Find lessons, and what stands beside them, in the checkout."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LESSON_NAME = re.compile(r"\d\d_[a-z][a-z0-9_]*\Z")


class UnknownLesson(ValueError):
    """No lesson answers to that name."""


@dataclass(frozen=True)
class Lesson:
    """One assignment: the folder `source/NN_topic` and the files that prove it."""

    name: str
    root: Path

    @property
    def folder(self) -> Path:
        """The folder of the instructor's notebook."""
        return self.root / "source" / self.name

    @property
    def notebook(self) -> Path:
        """The instructor's notebook."""
        return self.folder / f"{self.name}.ipynb"

    @property
    def released(self) -> Path:
        """The generated notebook that students get."""
        return self.root / "release" / self.name / f"{self.name}.ipynb"

    def mutants(self, exercise: str) -> list[Path]:
        """Wrong answers to `exercise`, each with its diagnosis in line one."""
        return sorted((self.root / "tests" / "mutants" / exercise).glob("*.py"))

    def alternatives(self, exercise: str) -> list[Path]:
        """Right answers to `exercise` that differ from the solution."""
        return sorted((self.root / "tests" / "alternatives" / exercise).glob("*.py"))


@dataclass(frozen=True)
class Course:
    """A checkout of the course."""

    root: Path

    @cached_property
    def lessons(self) -> list[Lesson]:
        """Every lesson that has a notebook, in order."""
        found = (Lesson(folder.name, self.root) for folder in (self.root / "source").glob("*"))
        return sorted(
            (one for one in found if LESSON_NAME.match(one.name) and one.notebook.exists()),
            key=lambda one: one.name,
        )

    def choose(self, names: list[str]) -> list[Lesson]:
        """Return the lessons meant by `names` (folder, number or path); all, if none is named."""
        return [self.find(name) for name in names] if names else self.lessons

    def find(self, name: str) -> Lesson:
        """Return the lesson meant by a folder's name, its number (`0`, `00`) or a path to it."""
        stem = Path(name).stem
        number = f"{int(stem):02d}" if stem.isdigit() else ""
        for lesson in self.lessons:
            if lesson.name == stem or (number and lesson.name.startswith(f"{number}_")):
                return lesson
        known = ", ".join(lesson.name for lesson in self.lessons) or "none yet"
        raise UnknownLesson(
            f"there is no lesson {name!r} in {self.root / 'source'}; it has: {known}"
        )

    def find_or_plan(self, name: str) -> Lesson:
        """Return the lesson meant by `name`, also one whose notebook is still to be written."""
        try:
            return self.find(name)
        except UnknownLesson:
            if LESSON_NAME.match(Path(name).stem):
                return Lesson(Path(name).stem, self.root)
            raise


def find_course(start: Path | None = None) -> Course:
    """Return the checkout around `start` (default: the current folder)."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "source").is_dir() and (folder / "pyproject.toml").is_file():
            return Course(folder)
    raise UnknownLesson(f"no course around {start}: no folder there has source/ and pyproject.toml")

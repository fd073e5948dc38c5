"""A course folder with a tiny released assignment, driven as Formgrader drives nbgrader."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.grading import tiny


class Course:
    """One course folder: hand work in, grade it, look at what came of it."""

    def __init__(self, folder: Path) -> None:
        from grading.course_api import open_course

        self.folder = folder
        self.api = open_course(folder)

    @property
    def released(self) -> dict[str, Any]:
        path = self.folder / "release" / tiny.NAME / f"{tiny.NAME}.ipynb"
        notebook: dict[str, Any] = json.loads(path.read_text())
        return notebook

    def submit(self, student: str, content: object, name: str = f"{tiny.NAME}.ipynb") -> Path:
        """Hand in a notebook (or bytes) under a file name; return the folder."""
        folder = self.folder / "submitted" / student / tiny.NAME
        folder.mkdir(parents=True, exist_ok=True)
        if content is not None:
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            (folder / name).write_bytes(raw)
        return folder

    def grade(self, student: str) -> dict[str, Any]:
        """Autograde one student as Formgrader's button does; fail the test if it fails."""
        result: dict[str, Any] = self.api.autograde(tiny.NAME, student)
        assert result["success"], result
        return result

    def scores(self, student: str) -> dict[str, float]:
        """Return the points of each check as they stand in the gradebook."""
        with self.api.gradebook as gradebook:
            notebook = gradebook.find_submission_notebook(tiny.NAME, tiny.NAME, student)
            return {grade.name: grade.auto_score for grade in notebook.grades}

    def graded(self, student: str) -> dict[str, Any]:
        path = self.folder / "autograded" / student / tiny.NAME / f"{tiny.NAME}.ipynb"
        import nbformat

        notebook: dict[str, Any] = nbformat.read(path, as_version=4)  # joins the lines of texts
        return notebook

    def notes(self, student: str) -> list[str]:
        """Return the slugs of what was noticed about a submission."""
        return [note["slug"] for note in self.graded(student)["metadata"]["course"]["notes"]]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder in which the tiny assignment has been generated."""
    folder = tiny.make_course(tmp_path_factory.mktemp("course") / "c")
    before = os.getcwd()
    os.chdir(folder)
    try:
        result = Course(folder).api.generate_assignment(tiny.NAME)
    finally:
        os.chdir(before)
    assert result["success"], result
    return folder


@pytest.fixture
def course(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A fresh copy of the course folder, as the current directory."""
    folder = tmp_path / "course"
    shutil.copytree(template, folder)
    monkeypatch.chdir(folder)
    return Course(folder)


Answer = Callable[..., Any]


@pytest.fixture
def answered(course: Course) -> Answer:
    """A notebook of the tiny assignment with right answers, or those passed in."""

    def make(**answers: str) -> Any:
        return tiny.answered(course.released, **answers)

    return make

"""`course progress`: a table of the lessons around the current folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from course.progress import record
from course_cli.main import app
from tests.unit.progress.notebooks import write_course


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "90")
    write_course(tmp_path / "work")
    record(tmp_path / "work", "00_a", "picks one", passed=True)
    record(tmp_path / "work", "00_a", "picks “all”", passed=True)
    return tmp_path / "work"


def said(*arguments: str, code: int = 0) -> list[str]:
    done = CliRunner().invoke(app, ["progress", *arguments])
    assert done.exit_code == code, done.output
    return [" ".join(line.split()) for line in done.output.splitlines()]


@pytest.mark.parametrize("inner", ["", "00_a"])
def test_lessons_exercises_points_and_the_next_thing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, inner: str
) -> None:
    monkeypatch.chdir(folder / inner)
    assert said() == [
        "Lesson Exercises Points Next",
        "→ 0 · Apples 1 of 2 3 of 7 eat",
        "1 · Bread 0 of 1 0 of 2",
        "3 of 9 points passed, 0 of 2 lessons done.",
        "Begin “eat” in lesson 0.",
    ]


def test_another_folder_can_be_named(folder: Path) -> None:
    record(folder, "01_b", "bakes", passed=True)
    assert "✓ 1 · Bread 1 of 1 2 of 2" in said("--folder", str(folder))


def test_a_folder_without_lessons_is_told_what_to_do(tmp_path: Path) -> None:
    lines = said("--folder", str(tmp_path), code=2)
    assert "course lab" in " ".join(lines)

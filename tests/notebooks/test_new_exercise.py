"""An author's first minutes: a new exercise passes every check before a word of it is changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy the code, without lessons: what is added must be found by the code beside it."""
    for package in ("course", "grading", "authoring", "course_cli"):
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=unwanted)
    for name in ("pyproject.toml", "nbgrader_config.py"):
        if (ROOT / name).exists():
            shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / "source").mkdir()
    return tmp_path


def course(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Type a command in the copy, run by the copy's own code."""
    script = f"import sys; sys.argv[1:] = {list(words)!r}; from course_cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        encoding="utf-8",
    )


def test_a_new_exercise_passes_every_check_but_for_the_lessons_length(checkout: Path) -> None:
    added = course(checkout, "new-exercise", "12_signals", "first_steps")
    assert added.returncode == 0, added.stdout + added.stderr
    checked = course(checkout, "check", "--json", "12")
    (lesson,) = json.loads(checked.stdout)["lessons"]
    assert [(one["check"], one["where"]) for one in lesson["problems"]] == [
        ("style", "the notebook"),
        ("style", "the notebook"),
    ], checked.stdout + checked.stderr
    assert lesson["solutions_passing"] == [1, 1]
    assert lesson["alternatives_passing"] == [2, 2]
    assert lesson["mutants_caught"] == [3, 3]
    assert lesson["nbval"] == lesson["cells_executing"] == [6, 6]
    assert lesson["left_running"] == 0

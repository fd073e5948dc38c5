"""An author's first minutes: a new lesson passes every check before a word of it is changed."""

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


def test_a_new_lesson_passes_every_check(checkout: Path) -> None:
    lost = course(checkout, "new-exercise", "00_signals", "fourth")
    assert lost.returncode == 2
    assert "course new-lesson 00_signals" in lost.stdout
    made = course(checkout, "new-lesson", "00_signals", "catch", "send", "outlive")
    assert made.returncode == 0, made.stdout + made.stderr
    added = course(checkout, "new-exercise", "0", "fourth")
    assert added.returncode == 0, added.stdout + added.stderr
    checked = course(checkout, "check", "--json")
    found = json.loads(checked.stdout)
    (lesson,) = found["lessons"]
    assert found["ok"], lesson["problems"]
    assert lesson["solutions_passing"] == [4, 4]
    assert lesson["alternatives_passing"] == [8, 8]
    assert lesson["mutants_caught"] == [12, 12]
    assert lesson["nbval"] == lesson["cells_executing"] == [16, 16]
    assert_tidy(checkout)


def assert_tidy(checkout: Path) -> None:
    """Assert that what was written needs no reformatting, and that its unit test passes."""
    made = ["course", "tests", "source/00_signals"]
    for command in (
        ["ruff", "check", *made],
        ["ruff", "format", "--check", *made],
        ["pytest", "-q", "-p", "no:cacheprovider", "tests/unit/test_signals_lesson.py"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr

"""nbgrader's own commands, run as an instructor runs them, with no environment activated."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.grading import tiny
from tests.unit.grading.conftest import Answer, Course

BARE = {"PATH": os.defpath, "HOME": os.path.expanduser("~")}
if sys.platform == "win32":
    BARE |= {"SYSTEMROOT": os.environ["SYSTEMROOT"]}


def nbgrader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(
        command, cwd=folder, env=BARE, capture_output=True, text=True, timeout=300
    )


def test_generate_assignment_finds_alembic_by_itself(tmp_path: Path) -> None:
    folder = tiny.make_course(tmp_path / "course")
    run = nbgrader(folder, "generate_assignment", tiny.NAME)
    assert run.returncode == 0, run.stderr
    released = (folder / "release" / tiny.NAME / f"{tiny.NAME}.ipynb").read_text()
    assert "HIDDEN" not in released


def test_autograde_of_a_class_stops_at_nobody(course: Course, answered: Answer) -> None:
    course.submit("ada", answered())
    course.submit("bob", b"no notebook")
    course.submit("cleo", None)
    course.submit("dora", answered(), "mine.ipynb")
    folder = course.submit("emil", answered())
    (folder / "extra.ipynb").write_text("{}")
    run = nbgrader(course.folder, "autograde", tiny.NAME)
    assert run.returncode == 0, run.stderr
    totals = {s: sum(course.scores(s).values()) for s in ("ada", "bob", "cleo", "dora", "emil")}
    assert totals == {"ada": 7, "bob": 0, "cleo": 0, "dora": 7, "emil": 7}


def test_zip_collect_reads_names_and_times(course: Course, answered: Answer) -> None:
    archive = course.folder / "downloaded" / tiny.NAME / "archive"
    archive.mkdir(parents=True)
    (archive / "ada_2031-03-03T110000_tiny.ipynb").write_text(json.dumps(answered()))
    (archive / "bob_2031-03-03_tiny.txt").write_text("sorry")
    run = nbgrader(course.folder, "zip_collect", tiny.NAME)
    assert run.returncode == 0, run.stderr
    ada = course.folder / "submitted" / "ada" / tiny.NAME
    assert (ada / "tiny.ipynb").exists()
    assert (ada / "timestamp.txt").read_text() == "2031-03-03 11:00:00"
    assert (course.folder / "submitted" / "bob" / tiny.NAME / "tiny.txt").exists()


@pytest.mark.parametrize("right", [True, False])
def test_validate_runs_the_notebook_in_a_kernel(
    course: Course, answered: Answer, tmp_path: Path, right: bool
) -> None:
    folder = tmp_path / "student"
    folder.mkdir()
    notebook = answered() if right else answered(add=tiny.RIGHT_ADD.replace("+", "-"))
    (folder / "tiny.ipynb").write_text(json.dumps(notebook))
    shutil.copy(tiny.ROOT / "nbgrader_config.py", folder)
    run = nbgrader(folder, "validate", "tiny.ipynb")
    assert run.returncode == 0, run.stderr
    if right:
        assert "Success! Your notebook passes all the tests." in run.stdout
    else:
        assert "VALIDATION FAILED ON 1 CELL" in run.stdout
        assert "Not yet: add adds" in run.stdout
        assert "expected:   3" in run.stdout

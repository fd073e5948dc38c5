"""`course grade` on a class: the same results as nbgrader's own command, whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import psutil
import pytest

from tests.e2e.conftest import COURSE, course
from tests.unit.grading import tiny, tiny_class

pytestmark = pytest.mark.slow
RELEASED = Path("release", tiny.NAME, f"{tiny.NAME}.ipynb")


def nbgrader(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def class_folder(handed_in: Path, tmp_path: Path) -> Path:
    """Return a fresh copy of the class."""
    folder = tmp_path / "class"
    shutil.copytree(handed_in, folder)
    return folder


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a class that has handed in, with a due date."""
    folder = tiny.make_course(tmp_path_factory.mktemp("grade") / "class")
    nbgrader(folder, "generate_assignment", tiny.NAME)
    tiny_class.hand_in(folder, json.loads((folder / RELEASED).read_text("utf-8")))
    nbgrader(folder, "db", "assignment", "add", tiny.NAME, f"--duedate={tiny_class.DUE}")
    return folder


def test_course_grade_and_nbgrader_autograde_agree_in_everything(
    class_folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(class_folder, other)
    run = course("grade", tiny.NAME, cwd=class_folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stderr == ""
    nbgrader(other, "autograde", tiny.NAME)
    ours, stock = tiny_class.gradebook(class_folder), tiny_class.gradebook(other)
    assert len(ours["sheets"]) == 13
    assert ours == stock
    assert tiny_class.autograded(class_folder) == tiny_class.autograded(other)
    # Regrading changes nothing, and neither tool undoes what the other did.
    run = course("grade", tiny.NAME, "--force", "--jobs", "2", cwd=other)
    assert run.returncode == 0, run.stdout + run.stderr
    assert tiny_class.gradebook(other) == stock
    assert tiny_class.autograded(class_folder) == tiny_class.autograded(other)
    run = course("grade", tiny.NAME, cwd=other)
    assert "0 graded" in run.stdout
    assert "13 unchanged" in run.stdout


def test_a_lock_on_the_gradebook_is_explained(class_folder: Path) -> None:
    url = f"sqlite:///{class_folder / 'gradebook.db'}?timeout=0.1"
    config = {"CourseDirectory": {"db_url": url}}
    (class_folder / "nbgrader_config.json").write_text(json.dumps(config))
    with sqlite3.connect(class_folder / "gradebook.db") as other:
        other.execute("begin exclusive")
        run = course("grade", tiny.NAME, "--student", "broken-0", cwd=class_folder)
    assert run.returncode == 2
    assert "another program is writing to it" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr
    run = course("grade", tiny.NAME, "--student", "broken-0", cwd=class_folder)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_hand_it_ends_with_everything_it_started(
    class_folder: Path, sign: signal.Signals
) -> None:
    process = start(class_folder)
    wait_until(lambda: any((class_folder / "autograded").glob("*/*/*.ipynb")), process)
    below = psutil.Process(process.pid).children(recursive=True)
    assert below
    process.send_signal(sign)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 130
    assert "Nothing graded is lost" in said
    assert psutil.wait_procs(below, timeout=5)[1] == []


def test_killed_at_any_moment_it_loses_doubles_and_changes_nothing(class_folder: Path) -> None:
    """Twenty kills at seeded moments; each run goes on where the last was ended."""
    random = Random(20)
    cheap = [f"cheap-{number:02}" for number in range(30)]
    for student in cheap:  # no check runs: the kills hit the writing
        shutil.copytree(
            class_folder / "submitted" / "broken-0", class_folder / "submitted" / student
        )
    finished: dict[str, int] = {}
    left: list[psutil.Process] = []
    for _ in range(20):
        process = start(class_folder, "--jobs", "3")
        before = done(class_folder)
        with contextlib.suppress(subprocess.TimeoutExpired):
            wait_until(lambda before=before: done(class_folder) != before, process)  # type: ignore[misc]
            process.wait(random.uniform(0, 0.25))
        left += psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate()
        now = done(class_folder)
        assert {path: now[path] for path in finished} == finished  # what is done is done once
        finished = now
        if len(finished) == len(cheap) + 13:
            break
    run = course("grade", tiny.NAME, cwd=class_folder)
    assert run.returncode == 0, run.stdout + run.stderr
    kept = done(class_folder)
    assert {path: kept[path] for path in finished} == finished
    assert psutil.wait_procs(left, timeout=30)[1] == []
    assert [p for p in (class_folder / "autograded").rglob(".*")] == []
    known = tiny_class.gradebook(class_folder)
    assert len(known["sheets"]) == len(kept) == len(cheap) + 13
    assert len(known["grades"]) == len(kept) * len(tiny.POINTS)
    calm = course("grade", tiny.NAME, "--force", cwd=class_folder)
    assert calm.returncode == 0, calm.stdout + calm.stderr
    assert tiny_class.gradebook(class_folder) == known


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COURSE, "grade", tiny.NAME, *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "COLUMNS": "200"},
    )


def done(folder: Path) -> dict[str, int]:
    """Return the graded notebooks and when each was written."""
    return {str(p): p.stat().st_mtime_ns for p in (folder / "autograded").glob("*/*/*.ipynb")}


def wait_until(true: Callable[[], bool], process: subprocess.Popen[str], limit: float = 60) -> None:
    deadline = time.monotonic() + limit
    while not true():
        assert time.monotonic() < deadline, "nothing happened"
        if process.poll() is not None:
            return
        time.sleep(0.005)

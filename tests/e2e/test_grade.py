"""`course grade` on a class: the same results as nbgrader's own command, whatever happens."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
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

from grading.task import Graded
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
    wait_until(
        lambda: any((class_folder / "autograded").glob("*/*/*.ipynb")),
        lambda: process.poll() is None,
    )
    below = psutil.Process(process.pid).children(recursive=True)
    assert below
    process.send_signal(sign)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 130
    assert "Nothing graded is lost" in said
    assert psutil.wait_procs(below, timeout=5)[1] == []


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="forks, to start quickly")
def test_killed_at_any_moment_it_loses_doubles_and_changes_nothing(class_folder: Path) -> None:
    """Twenty kills at seeded moments; each run goes on where the last was ended."""
    random = Random(20)
    broken = class_folder / "submitted" / "broken-0"
    everybody = 13 + 27
    for number in range(27):  # no check runs for these: the kills hit the writing as well
        shutil.copytree(broken, broken.with_name(f"cheap-{number:02}"))
    finished: dict[str, int] = {}
    left: list[psutil.Process] = []
    for turn in range(20):
        process = multiprocessing.get_context("fork").Process(target=grade, args=(class_folder,))
        process.start()
        assert process.pid is not None
        if turn % 2:  # some moments in the work, some before it
            wait_until(lambda: done(class_folder) != finished, process.is_alive)  # noqa: B023
        process.join(random.uniform(0, 0.3))
        with contextlib.suppress(psutil.Error):
            left += psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.join()
        now = done(class_folder)
        assert {path: now[path] for path in finished} == finished  # what is done is done once
        finished = now
    assert finished  # the kills came while it worked
    grade(class_folder)
    kept = done(class_folder)
    assert {path: kept[path] for path in finished} == finished
    assert psutil.wait_procs(left, timeout=30)[1] == []
    assert list((class_folder / "autograded").rglob(".*")) == []
    known = tiny_class.gradebook(class_folder)
    assert len(known["sheets"]) == len(kept) == everybody
    assert len(known["grades"]) == everybody * len(tiny.POINTS)
    grade(class_folder, force=True)
    assert tiny_class.gradebook(class_folder) == known


def grade(folder: Path, force: bool = False) -> None:
    """Do what the command does, without its start."""
    from grading.class_run import ClassRun
    from grading.course_api import open_course
    from grading.engine import Pool

    work = ClassRun(open_course(folder), tiny.NAME, force=force)
    with work.ledger, Pool(4) as pool:
        for result in work.grade(pool.grade):
            assert isinstance(result, Graded), result


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


def wait_until(true: Callable[[], bool], alive: Callable[[], bool], limit: float = 60) -> None:
    """Wait for something to become true, or for the end of the process that makes it so."""
    deadline = time.monotonic() + limit
    while alive() and not true():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.005)

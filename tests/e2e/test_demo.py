"""`course demo`, from release to report, also when it is ended in the middle."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import COURSE, ROOT, course

pytestmark = pytest.mark.slow


def scores(folder: Path) -> dict[tuple[str, str], str]:
    with open(folder / "report.csv", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {(row["student"], row["assignment"]): row["assignment_score"] for row in rows}


def test_every_sample_gets_what_its_manifest_says(checkout: Path, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    run = course("demo", "--folder", str(folder), cwd=checkout / "source")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Every score and every diagnosis is what it must be." in run.stdout
    assert scores(folder) == {
        ("001-ada", "00_tiny"): "7.0",
        ("002-alan", "00_tiny"): "3.0",
        ("003-barbara", "00_tiny"): "6.3",
        ("004-donald", "00_tiny"): "0.0",
    }
    page = (folder / "feedback" / "002-alan" / "00_tiny" / "00_tiny.html").read_text("utf-8")
    assert "Not yet: add adds" in page
    report = (folder / "report.html").read_text("utf-8")
    assert "003-barbara" in report
    assert "http" not in report


def test_a_result_that_differs_is_shown_and_fails(checkout: Path, tmp_path: Path) -> None:
    manifest = checkout / "examples" / "00_tiny" / "manifest.toml"
    wrong = manifest.read_text().replace("score = 7\n", "score = 6\n")
    manifest.write_text(wrong.replace('["not-submitted"]', '["module-missing"]'))
    run = course("demo", "--folder", str(tmp_path / "class"), cwd=checkout)
    assert run.returncode == 1
    assert "7, not 6" in run.stdout
    assert "not-submitted, not module-missing" in run.stdout
    assert "2 of 4 results are not what they must be." in run.stdout


def test_samples_go_around_in_a_larger_class(checkout: Path, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    run = course("demo", "--students", "5", "--folder", str(folder), cwd=checkout)
    assert run.returncode == 0, run.stdout + run.stderr
    assert scores(folder)["005-edsger", "00_tiny"] == "7.0"
    other = course("demo", "--students", "6", "--folder", str(folder), cwd=checkout)
    assert other.returncode == 1
    assert "begun with other options" in other.stdout


def test_a_folder_with_something_else_in_it_is_left_alone(checkout: Path) -> None:
    run = course("demo", "--folder", str(checkout), cwd=checkout)
    assert run.returncode == 1
    assert "is not empty" in run.stdout


def _wait_for(path: Path, beginning: str, count: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if path.exists() and path.read_text("utf-8").count(f"{beginning}\t") >= count:
            return
        assert process.poll() is None, "the demonstration ended too early"
        time.sleep(0.02)
    raise AssertionError(f"no {beginning} within five minutes")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_interrupted_twice_it_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "class"
    command = [*COURSE, "demo", "--quick", "--workers", "2", "--folder", str(folder)]
    progress = folder / "demo-progress.txt"
    graded: dict[Path, int] = {}
    for sign, code in [(signal.SIGKILL, -9), (signal.SIGINT, 130)]:
        # One more than the last run left: a signal must not meet a process that has only begun.
        done = progress.read_text("utf-8").count("feedback\t") if progress.exists() else 0
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True
        )
        below: list[psutil.Process] = []
        try:
            _wait_for(progress, "feedback", done + 1, process)
            below = psutil.Process(process.pid).children(recursive=True)
        finally:
            os.kill(process.pid, sign)
        assert process.wait(60) == code
        _, left = psutil.wait_procs(below, timeout=60)
        assert left == []
        for line in progress.read_text("utf-8").splitlines():
            step, *where = line.split("\t")
            if step == "autograde":
                assignment, student = where
                path = folder / "autograded" / student / assignment / f"{assignment}.ipynb"
                graded.setdefault(path, path.stat().st_mtime_ns)
    run = course("demo", "--quick", "--folder", str(folder), cwd=ROOT)
    assert run.returncode == 0, run.stdout + run.stderr
    assert {path: path.stat().st_mtime_ns for path in graded} == graded
    steps = Counter(progress.read_text("utf-8").splitlines())
    assert set(steps.values()) == {1}


def test_without_the_sources_it_says_what_to_do(tmp_path: Path) -> None:
    installed = tmp_path / "site"
    for package in ("course", "course_cli", "grading", "authoring"):
        shutil.copytree(
            ROOT / package, installed / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    run = subprocess.run(
        [sys.executable, "-P", "-c", "from course_cli.main import main; main()", "demo"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 2
    assert "Clone the repository" in run.stdout

"""One `course grade` at a time, and a lock that nobody has to take away by hand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.turn import Busy, lock_file, taken
from tests.unit.grading import tiny

HOLD = (
    "import sys, pathlib\nfrom grading.turn import taken\n"
    "with taken(pathlib.Path(sys.argv[1]), '00_toolkit'):\n"
    "    print('mine', flush=True)\n    sys.stdin.read()\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return lock_file(tmp_path, "tiny", "sqlite:///gradebook.db")


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tiny.ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        yield process
        process.kill()


def test_the_second_is_told_who_is_at_work(path: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(Busy) as refused, taken(path, "tiny"):
        pass
    said = str(refused.value)
    assert f"pid {holder.pid}, on 00_toolkit, since 20" in said
    assert "\n" not in said


def test_a_holder_that_was_killed_blocks_nobody(path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    assert str(holder.pid) in path.read_text()  # it could not tidy up
    with taken(path, "tiny"):
        assert str(os.getpid()) in path.read_text()
        assert str(holder.pid) not in path.read_text()
    with taken(path, "tiny"):
        pass


def test_what_a_killed_holder_has_left_is_not_taken_for_the_holder(
    path: Path, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("psutil.pid_exists", lambda pid: pid != holder.pid)
    monkeypatch.setattr("grading.turn._MOMENT", 0.1)
    with pytest.raises(Busy, match="is at work") as refused, taken(path, "tiny"):
        pass
    assert str(holder.pid) not in str(refused.value)


@pytest.mark.skipif(sys.platform == "win32", reason="inherited descriptors are POSIX")
def test_a_child_that_outlives_the_holder_does_not_keep_the_lock(path: Path) -> None:
    script = (
        "import subprocess, sys\n"
        + HOLD.replace("    sys.stdin.read()\n", "")
        + "    child = subprocess.Popen([sys.executable, '-c', 'import sys; sys.stdin.read()'])\n"
        "    print(child.pid, flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tiny.ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        child = int(process.stdout.readline())
        process.kill()
        process.wait()
        try:
            with taken(path, "tiny"):
                os.kill(child, 0)
        finally:
            os.kill(child, signal.SIGKILL)


def test_sqlite_has_room_for_one_run_and_others_for_one_an_assignment(tmp_path: Path) -> None:
    one = lock_file(tmp_path, "a", "sqlite:///x.db?timeout=60")
    assert one == lock_file(tmp_path, "b", "sqlite:///x.db")
    url = "postgresql+psycopg://me@here/course"
    assert lock_file(tmp_path, "a", url) != lock_file(tmp_path, "b", url)
    with taken(lock_file(tmp_path, "a", url), "a"), taken(lock_file(tmp_path, "b", url), "b"):
        pass

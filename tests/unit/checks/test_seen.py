"""What is written down of a process is what the system says, whenever it was asked first."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from course.checks.seen import Seen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def python() -> Iterator[psutil.Process]:
    command = [sys.executable, "-c", "input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        yield psutil.Process(process.pid)
        process.kill()


def test_a_guess_in_the_middle_of_an_exec_does_not_stick(python: psutil.Process) -> None:
    """psutil may not look then, takes the path in the command line for the program, and keeps it.

    The resource tracker was counted as a student's process on a busy machine, and cost points.
    """
    python._exe = "/somewhere/.venv/bin/python"
    seen = Seen(python, 1, 0.0)
    seen.look()
    assert seen.is_python


def test_another_program_is_no_python(python: psutil.Process) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        seen = Seen(psutil.Process(process.pid), 1, 0.0)
        seen.look()
        process.kill()
    assert not seen.is_python
    seen.look()  # it has ended: nothing is learned
    assert not seen.is_python

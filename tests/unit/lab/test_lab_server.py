"""What a server started is found by its mark, wherever it has gone, and ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from course.checks.seen import alive
from course_cli.lab_server import MARK, LabError, LabServer, end_marked, marked

STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="nothing can ignore its end on Windows")
def test_a_detached_and_stubborn_process_is_ended_with_its_children() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STUBBORN],
        env=os.environ | {MARK: "test-stubborn"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        child = psutil.Process(int(process.stdout.readline()))
        assert {found.pid for found in marked("test-stubborn")} == {process.pid, child.pid}

        end_marked("test-stubborn", patience=0.5)
        assert process.poll() is not None
        assert not alive(child)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_others_are_left_alone() -> None:
    environment = os.environ | {MARK: "test-other"}
    with subprocess.Popen([sys.executable, "-c", "input()"], env=environment, stdin=-1) as process:
        end_marked("test-mine", patience=0.1)
        assert process.poll() is None
        process.communicate(b"\n")


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    server = LabServer(tmp_path, tmp_path / ".course", arguments=["--ServerApp.port=none"])
    with pytest.raises(LabError, match=r"(?s)did not start.*port"):
        server.start()
    assert marked(server.mark) == []

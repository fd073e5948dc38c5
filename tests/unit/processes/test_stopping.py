"""Stopping processes: politely, by force, with all below them, and never the wrong ones."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from unittest.mock import create_autospec

import psutil
import pytest

from course.checks.seen import alive
from course.processes import (
    How,
    ProcessGone,
    State,
    look_at,
    started,
    stop,
    stop_all,
    wait_for_state,
)

from .conftest import BUSY, DEAF, SLEEP, WITH_A_CHILD, Run, says

posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no polite request")


def test_a_child_ends_when_asked(run: Run) -> None:
    child = run(SLEEP)
    (report,) = stop(child)
    assert (report.pid, report.how) == (child.pid, How.WHEN_ASKED)
    assert child.returncode


@posix_only
def test_a_deaf_child_is_killed_after_the_grace(run: Run) -> None:
    child = run(f"{DEAF}\nprint('deaf', flush=True)\n{SLEEP}")
    assert says(child) == "deaf"
    (report,) = stop(child, grace=0.2)
    assert report.how is How.KILLED
    assert report.seconds >= 0.2
    assert child.returncode == -9


@posix_only
def test_a_stopped_child_is_continued_so_that_it_can_end_politely(run: Run) -> None:
    child = run(SLEEP)
    psutil.Process(child.pid).suspend()
    wait_for_state(child, State.STOPPED)
    (report,) = stop(child)
    assert report.how is How.WHEN_ASKED
    assert child.returncode == -15


def test_grandchildren_are_stopped_with_their_parent(run: Run) -> None:
    child = run(WITH_A_CHILD)
    grandchild = psutil.Process(int(says(child)))
    reports = stop(child)
    assert [report.pid for report in reports] == [child.pid, grandchild.pid]
    assert not alive(grandchild)


def test_a_child_that_has_ended_is_reported_as_such(run: Run) -> None:
    child = run("")
    child.wait()
    (report,) = stop(child.pid)
    assert report.how is How.ALREADY_ENDED


@posix_only
def test_the_exit_code_is_left_to_whoever_started_the_child(run: Run) -> None:
    child = run(SLEEP)
    stop(child.pid)
    assert child.wait(timeout=10) == -15


def test_a_multiprocessing_child_keeps_its_exit_code() -> None:
    with started(time.sleep, 60, start_method="spawn") as child:
        assert child.pid is not None
        stop(child.pid)
        with pytest.raises(ProcessGone):  # collected, not left as a zombie
            look_at(child.pid)
        assert child.exitcode not in (None, 0)
        assert not child.is_alive()


@pytest.mark.parametrize("which", [os.getpid, os.getppid])
def test_this_process_and_its_parent_are_never_stopped(which: object) -> None:
    with pytest.raises(ValueError, match="end you too"):
        stop(which())  # type: ignore[operator]


def test_a_process_that_was_never_started_cannot_be_stopped() -> None:
    child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(1,))
    with pytest.raises(ValueError, match="never started"):
        stop(child)


def test_a_refusal_by_the_system_is_reported(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    child = run(SLEEP)

    def refuse(self: psutil.Process) -> None:
        raise psutil.AccessDenied(self.pid)

    monkeypatch.setattr(psutil.Process, "terminate", refuse)
    (report,) = stop(child.pid)
    assert report.how is How.REFUSED
    assert child.poll() is None


def test_a_pid_that_is_used_again_is_not_stopped(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """Between looking and stopping, the old process ended and a stranger was given its pid."""
    child = run(SLEEP)
    stranger = create_autospec(psutil.Process, instance=True)
    stranger.pid = child.pid
    stranger.create_time.return_value = time.time() + 60
    monkeypatch.setattr("course.processes.stopping.handle", lambda pid: stranger)
    (report,) = stop(child.pid)
    assert report.how is How.ALREADY_ENDED
    stranger.terminate.assert_not_called()


STOP_ALL = """
import subprocess, sys, time
from course.processes import started, stop_all
if __name__ == "__main__":
    with started(time.sleep, 60, name="worker", start_method={method!r}):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        reports = stop_all({options})
        child.wait(timeout=10)
    print({{report.title: report.how.name for report in reports}})
    print([report.title for report in stop_all()])
"""


def test_stop_all_stops_the_children_and_leaves_helpers_alone() -> None:
    everything, again = run_stop_all("spawn", "")
    assert everything.pop("resource tracker", "LEFT_ALONE") == "LEFT_ALONE"
    assert everything == {"worker": "WHEN_ASKED", "python -c": "WHEN_ASKED"}
    assert again in ([], ["resource tracker"])


@pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods(), reason="no fork server here"
)
def test_stop_all_reaches_what_the_fork_server_started() -> None:
    everything, again = run_stop_all("forkserver", "")
    assert everything["fork server"] == everything["resource tracker"] == "LEFT_ALONE"
    assert everything["python -c"] == "WHEN_ASKED"
    stopped = {title for title, how in everything.items() if how == "WHEN_ASKED"}
    assert len(stopped) == 2
    assert set(again) == {"fork server", "resource tracker"}


@posix_only
def test_helpers_are_stopped_too_when_asked_for() -> None:
    everything, _ = run_stop_all("spawn", "helpers=True, grace=0.3")
    assert everything["resource tracker"] == "KILLED"  # it ignores the polite request


def test_started_stops_its_child_even_if_the_block_fails() -> None:
    with (
        pytest.raises(ZeroDivisionError),
        started(time.sleep, 60, start_method="spawn") as child,
    ):
        raise ZeroDivisionError
    assert not child.is_alive()


def test_started_lets_a_child_end_by_itself() -> None:
    with started(time.sleep, 0, start_method="spawn") as child:
        child.join(timeout=30)
    assert child.exitcode == 0


def test_started_refuses_a_function_that_a_child_cannot_import() -> None:
    def local() -> None: ...

    local.__module__ = "__main__"
    with (
        pytest.raises(ValueError, match="%%module"),
        started(local, start_method="spawn"),
    ):
        pass


def test_a_busy_tree_of_children_is_gone_after_stop_all(run: Run) -> None:
    children = [run(BUSY) for _ in range(3)]
    reports = {report.pid: report.how for report in stop_all()}
    assert all(reports[child.pid] is How.WHEN_ASKED for child in children)
    assert all(child.wait(timeout=10) for child in children)


def run_stop_all(method: str, options: str) -> tuple[dict[str, str], list[str]]:
    code = STOP_ALL.format(method=method, options=options)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    first, second = done.stdout.splitlines()
    return eval(first), eval(second)

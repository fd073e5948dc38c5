"""Looking at processes: states, trees, names and helpers, with real children."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from typing import Any
from unittest.mock import create_autospec

import psutil
import pytest

from course.processes import (
    Node,
    ProcessGone,
    State,
    descendants,
    look_at,
    started,
    tree,
    wait_for_state,
)
from course.processes.naming import title_of
from course.processes.states import state_from

from .conftest import BUSY, SLEEP, WITH_A_CHILD, Run, says

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells ready from blocked"
)
posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no such state")


@linux_only
def test_a_child_that_reads_an_empty_pipe_is_blocked(run: Run) -> None:
    assert wait_for_state(run("input()"), State.BLOCKED).state is State.BLOCKED


@linux_only
def test_a_child_that_counts_is_ready_or_running(run: Run) -> None:
    assert wait_for_state(run(BUSY), State.RUNNABLE).state is State.RUNNABLE


@posix_only
def test_a_suspended_child_is_stopped(run: Run) -> None:
    child = run(BUSY)
    psutil.Process(child.pid).suspend()
    assert wait_for_state(child, State.STOPPED).state is State.STOPPED


@posix_only
def test_a_child_that_ended_and_was_not_collected_is_a_zombie(run: Run) -> None:
    child = run("")
    record = wait_for_state(child, State.ZOMBIE)
    assert record.parent == os.getpid()
    assert record.state.ended
    assert child.wait() == 0, "looking at a zombie must leave its exit code to its parent"


@posix_only
def test_looking_at_the_tree_does_not_collect_a_zombie() -> None:
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=time.sleep, args=(0,), name="brief")
    child.start()
    wait_for_state(child, State.ZOMBIE)
    states = {record.title: record.state for record in descendants()}
    assert states["brief"] is State.ZOMBIE
    assert look_at(child).state is State.ZOMBIE
    child.join()
    assert child.exitcode == 0


def test_a_pid_without_a_process_is_gone(run: Run) -> None:
    child = run("")
    child.wait()
    with pytest.raises(ProcessGone, match=str(child.pid)):
        look_at(child.pid)


def test_waiting_for_a_state_that_never_comes_ends_in_a_timeout(run: Run) -> None:
    with pytest.raises(TimeoutError, match="not stopped"):
        wait_for_state(run(SLEEP), State.STOPPED, deadline=0.05)


def test_the_tree_holds_grandchildren_below_their_parent(run: Run) -> None:
    child = run(WITH_A_CHILD)
    grandchild = int(says(child))
    below = {node.record.pid: node for node in tree().children}
    assert [node.record.pid for node in below[child.pid].children] == [grandchild]
    order = [record.pid for record in descendants()]
    assert order.index(child.pid) < order.index(grandchild)
    psutil.Process(grandchild).kill()


def test_the_root_of_the_tree_is_this_process() -> None:
    assert tree().record.pid == os.getpid()
    assert os.getpid() not in [record.pid for record in descendants()]


def test_a_child_is_called_by_its_multiprocessing_name() -> None:
    with started(time.sleep, 60, name="Ada", start_method="spawn") as child:
        record = look_at(child)
        assert (record.title, record.pid, record.helper) == ("Ada", child.pid, None)
        assert record.age is not None
        assert record.age < 60


def test_the_resource_tracker_is_a_helper_and_a_worker_is_not() -> None:
    if os.name != "posix":
        pytest.skip("Windows needs no resource tracker")
    with started(time.sleep, 60, name="worker", start_method="spawn"):
        helpers = {record.title: record.helper for record in descendants()}
    assert helpers["resource tracker"] == "resource tracker"
    assert helpers["worker"] is None


@pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods(), reason="no fork server here"
)
def test_the_fork_server_is_a_helper_and_what_it_forks_is_not() -> None:
    code = (
        "import time\n"
        "from course.processes import started, descendants\n"
        "if __name__ == '__main__':\n"
        "    with started(time.sleep, 60, name='worker', start_method='forkserver') as child:\n"
        "        print({r.pid == child.pid: r.helper for r in descendants()\n"
        "               if r.helper != 'resource tracker'})\n"
    )
    assert run_script(code) == "{False: 'fork server', True: None}"


def test_a_process_below_a_check_runner_belongs_to_it() -> None:
    runner = fake(10, 1, ["python", "-m", "course.checks.runner"])
    call = fake(11, 10, ["python", "-c", "anything"])
    runner.children.return_value = [call]
    runner.parent.return_value = None
    root = tree(runner)
    assert [record.helper for _, record in root.walk()] == ["check runner", "check runner"]


def test_a_process_that_may_not_be_looked_at_has_a_record_all_the_same() -> None:
    secret = fake(12, 1, [])
    for question in ("status", "name", "cmdline", "memory_info", "num_threads"):
        getattr(secret, question).side_effect = psutil.AccessDenied(12)
    secret.parent.return_value = None
    record = look_at(secret)
    assert (record.state, record.rss, record.threads) == (State.UNKNOWN, None, None)
    assert record.title == "process"


def test_a_drawing_names_processes_and_shows_pids_only_if_asked() -> None:
    runner = fake(10, 1, ["python", "server.py"])
    runner.children.return_value = [fake(11, 10, ["python", "-m", "http.server"])]
    runner.parent.return_value = None
    root: Node = tree(runner)
    state = state_from("sleeping")
    assert str(root) == f"server.py: {state}\n    http.server: {state}"
    assert root.draw(pids=True).splitlines()[1] == f"    http.server [pid 11]: {state}"


@pytest.mark.parametrize(
    ("command", "title"),
    [
        ((), ""),
        (("/usr/bin/python3", "-u", "/home/ada/race.py", "3"), "race.py"),
        (("python", "-m", "ipykernel_launcher", "-f", "x.json"), "kernel"),
        (("python", "-m", "http.server"), "http.server"),
        (("python", "-c", "from multiprocessing.spawn import spawn_main"), "multiprocessing child"),
        (("python", "-c", "print(1)"), "python -c"),
        (("/bin/sleep", "60"), "sleep"),
        (("python3.13",), "python3.13"),
    ],
)
def test_a_command_line_has_a_title(command: tuple[str, ...], title: str) -> None:
    assert title_of(command) == title


@pytest.mark.parametrize(
    ("status", "platform", "state"),
    [
        ("running", "linux", State.RUNNABLE),
        ("waking", "linux", State.RUNNABLE),
        ("sleeping", "linux", State.BLOCKED),
        ("disk-sleep", "linux", State.BLOCKED),
        ("tracing-stop", "linux", State.STOPPED),
        ("running", "win32", State.ALIVE),
        ("stopped", "win32", State.STOPPED),
        ("running", "darwin", State.ALIVE),
        ("idle", "darwin", State.CREATED),
        ("zombie", "darwin", State.ZOMBIE),
        ("dead", "linux", State.ENDED),
        ("a word of next year", "linux", State.UNKNOWN),
    ],
)
def test_each_system_s_word_becomes_one_of_the_course(
    status: str, platform: str, state: State
) -> None:
    assert state_from(status, platform) is state


def fake(pid: int, parent: int, command: list[str]) -> Any:
    process = create_autospec(psutil.Process, instance=True)
    process.pid = pid
    process.ppid.return_value = parent
    process.name.return_value = "python"
    process.status.return_value = "sleeping"
    process.create_time.return_value = float(pid)
    process.cmdline.return_value = command
    process.memory_info.return_value.rss = 1000
    process.num_threads.return_value = 1
    process.children.return_value = []
    return process


def run_script(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def test_a_program_that_is_just_being_loaded_is_looked_at_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of an exec a process has no command line, for a moment."""
    child = run(SLEEP)
    read, looks = psutil.Process.cmdline, []

    def loading(process: psutil.Process) -> list[str]:
        looks.append(process.pid)
        return [] if looks.count(process.pid) < 4 else read(process)

    monkeypatch.setattr(psutil.Process, "cmdline", loading)
    assert look_at(child).title == "python -c"

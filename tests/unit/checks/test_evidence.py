"""Evidence of processes, and what becomes of those that are left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from course.checks import CheckFailure
from tests.unit.checks.conftest import Save

STARTS = """
import multiprocessing, os, subprocess, sys, threading, time

def report(queue, number):
    queue.put((number, os.getpid(), os.getppid()))

def start(n):
    queue = multiprocessing.Queue()
    children = [multiprocessing.Process(target=report, args=(queue, i)) for i in range(n)]
    for child in children:
        child.start()
    answers = sorted(queue.get(timeout=10) for _ in children)
    for child in children:
        child.join()
    return [pid for _, pid, _ in answers]

def pretend(n):
    threads = [threading.Thread(target=time.sleep, args=(0,)) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [os.getpid() + 1 + i for i in range(n)]

def forever():
    time.sleep(600)

def leave():
    multiprocessing.Process(target=forever).start()

def escape():
    code = "import os, time; os.fork() or (os.setsid(), os.fork() or time.sleep(600))"
    subprocess.run([sys.executable, "-c", code], check=True)
    return "gone"

def python_program():
    return subprocess.run([sys.executable, "-c", "print(1)"], check=True).returncode

def share():
    from multiprocessing import shared_memory
    memory = shared_memory.SharedMemory(create=True, size=100)
    return memory.name
"""


def test_every_child_is_confirmed_by_the_system(save: Save, start_method: str) -> None:
    outcome = save(STARTS).call("start", 3, start_method=start_method)
    outcome.expect_processes(3).expect_distinct_pids(outcome.value).expect_nothing_left_running()


def test_short_forked_children_are_not_missed(save: Save) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    source = (
        "import os\n"
        "def f(n):\n"
        "    for _ in range(n):\n"
        "        pid = os.fork()\n"
        "        if pid == 0:\n"
        "            os._exit(0)\n"
        "        os.waitpid(pid, 0)\n"
    )
    save(source).call("f", 25).expect_processes(25)


def test_threads_with_invented_pids_earn_nothing(save: Save) -> None:
    outcome = save(STARTS).call("pretend", 3)
    with pytest.raises(CheckFailure) as failure:
        outcome.expect_processes(3)
    assert failure.value.explanation.diagnosis == "no-process"
    with pytest.raises(CheckFailure):
        outcome.expect_distinct_pids(outcome.value)


def test_a_pid_repeated_is_not_distinct(save: Save) -> None:
    outcome = save(STARTS).call("start", 2)
    with pytest.raises(CheckFailure):
        outcome.expect_distinct_pids([outcome.value[0]] * 2)


def test_too_few_and_too_many_are_told_apart(save: Save) -> None:
    outcome = save(STARTS).call("start", 2)
    for count, slug in ((3, "too-few-processes"), (1, "too-many-processes")):
        with pytest.raises(CheckFailure) as failure:
            outcome.expect_processes(count)
        assert failure.value.explanation.diagnosis == slug
    outcome.expect_processes(1, at_least=True)


def test_a_program_started_by_subprocess_counts(save: Save) -> None:
    save(STARTS).call("python_program").expect_processes(1)


def test_a_child_left_running_is_named_and_ended(save: Save, start_method: str) -> None:
    outcome = save(STARTS).call("leave", start_method=start_method)
    with pytest.raises(CheckFailure) as failure:
        outcome.expect_nothing_left_running()
    assert failure.value.explanation.diagnosis == "left-running"
    assert all(not psutil.pid_exists(p.pid) for p in outcome.left_running)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_double_forked_daemon_does_not_escape(save: Save) -> None:
    outcome = save(STARTS).call("escape")
    assert outcome.value == "gone"
    assert len(outcome.left_running) == 1
    assert not psutil.pid_exists(outcome.left_running[0].pid)


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no /dev/shm to look into")
def test_forgotten_shared_memory_is_tidied_up(save: Save) -> None:
    name = save(STARTS).call("share").value
    assert not Path("/dev/shm", name).exists()


CALLER = """
import pathlib, sys
from course.checks import session, student
with session.use(session.Backend(pathlib.Path(sys.argv[1]))):
    try:
        student("answer").call("leave_and_loop", timeout=60)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""

LOOPS = """
import multiprocessing, os, pathlib, sys, time

def forever(path):
    pathlib.Path(path).write_text(str(os.getpid()))
    os.rename(path, path + ".done")
    time.sleep(600)

def leave_and_loop():
    multiprocessing.Process(target=forever, args=(MARK,)).start()
    while True:
        pass
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_nothing_outlives_a_notebook_that_is_interrupted_or_killed(
    save: Save, tmp_path: Path, ending: signal.Signals
) -> None:
    mark = tmp_path / "pid"
    save(f"MARK = {str(mark)!r}\n" + textwrap.dedent(LOOPS))
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        done = Path(f"{mark}.done")
        _wait_for(done.exists)
        grandchild = psutil.Process(int(done.read_text()))
        runner = psutil.Process(caller.pid).children()[0]
        caller.send_signal(ending)
        out, _ = caller.communicate(timeout=20)
        assert out == ("interrupted\n" if ending == signal.SIGINT else "")
        gone, left = psutil.wait_procs([grandchild, runner], timeout=20)
        assert not left, f"still there: {left}"
        assert len(gone) == 2
    finally:
        caller.kill()
        caller.wait()


def _wait_for(condition: object, seconds: float = 20.0) -> None:
    """Poll a condition until it holds, with a deadline."""
    import time

    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)

"""The sandbox for fork programs: real families, imagined ones, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.lib.pretty import pretty

from course.forking import Family, FamilyTooLarge, NoFork, fork_for_real, imagine, real
from course.processes import State, wait_for_end

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
BOTH = [imagine, pytest.param(fork_for_real, marks=needs_fork)]
Way = Callable[[str], Family]


def helpers() -> list[psutil.Process]:
    """Return the living processes that run the sandbox's program for this test run."""
    found = []
    for process in psutil.process_iter():
        try:
            if (
                str(real.HELPER) in process.cmdline()
                and process.environ().get("FORKING_TEST") == os.environ["FORKING_TEST"]
                and process.status() != psutil.STATUS_ZOMBIE
            ):
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_gone(process: psutil.Process) -> bool:
    """Give a process that is on its way out a moment; tell whether it lives on."""
    try:
        return wait_for_end(process, 2.0) not in (State.ZOMBIE, State.ENDED)
    except TimeoutError:
        return True


@pytest.fixture(autouse=True)
def _nothing_left(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("FORKING_TEST", str(os.getpid()))
    yield
    left = [process for process in helpers() if wait_gone(process)]
    for process in left:
        process.kill()
    assert not left


@pytest.mark.parametrize("way", BOTH)
@pytest.mark.parametrize("forks", range(5))
def test_forks_in_a_row_double_the_family(way: Way, forks: int) -> None:
    family = way("fork()\n" * forks + "print('here')")
    assert (family.total, family.new) == (2**forks, 2**forks - 1)
    assert [one.said for one in family.processes] == [("here",)] * 2**forks


@pytest.mark.parametrize("way", BOTH)
def test_each_process_has_its_own_copy_and_its_own_end(way: Way) -> None:
    family = way(
        "number = 1\n"
        "print('before')\n"
        "if fork() == 0:\n"
        "    number += 1\n"
        "    print(number)\n"
        "    exit(3)\n"
        "wait()\n"
        "print(number)\n"
        "if not fork():\n"
        "    1 / 0\n"
    )
    assert [(p.name, p.parent, p.line, p.said, p.code, p.steps) for p in family.processes] == [
        ("P", None, None, ("before", "1"), 0, 0),
        ("P.1", "P", 3, ("2",), 3, 1),
        ("P.2", "P", 9, (), 1, 2),
    ]
    assert family.processes[2].error == "ZeroDivisionError: division by zero"
    assert str(family).splitlines() == [
        "P        prints before, 1",
        "   P.1   prints 2; exits with 3",
        "   P.2   ZeroDivisionError: division by zero; exits with 1",
    ]
    assert pretty(family) == str(family)


@pytest.mark.parametrize("way", BOTH)
def test_short_circuits_decide_who_forks(way: Way) -> None:
    assert way("fork() and fork()").total == 3
    assert way("fork() or fork()").total == 3
    assert [p.name for p in way("fork() or fork()").processes] == ["P", "P.1", "P.1.1"]


@pytest.mark.parametrize("way", BOTH)
def test_a_family_that_grows_too_large_is_refused(way: Way) -> None:
    with pytest.raises(FamilyTooLarge):
        way("for _ in range(7): fork()")
    with pytest.raises(FamilyTooLarge):
        way("while True: fork()")
    assert way("for _ in range(6): fork()").total == 64


lines = st.sampled_from(
    [
        "fork()",
        "if fork() == 0: print('child')",
        "if fork(): print('parent'); exit(2)",
        "if fork() == 0: exit(1)",
        "n = n + 1; print(n)",
        "wait()",
        "for i in range(n): fork() or exit(i)",
        "fork() and fork()",
    ]
)


@needs_fork
@settings(max_examples=25, deadline=None)
@given(st.lists(lines, max_size=4))
def test_what_is_imagined_is_what_happens(program: list[str]) -> None:
    text = "\n".join(["n = 1", *program, "print('end', n)"])
    try:
        family = imagine(text)
    except FamilyTooLarge:
        return
    assert fork_for_real(text) == family


@needs_fork
def test_the_processes_are_real_and_know_their_parents() -> None:
    family = fork_for_real("fork()\nfork()")
    pids = {one.name: one.pid for one in family.processes}
    assert len(set(pids.values())) == 4
    for one in family.processes[1:]:
        assert one.parent is not None
        assert one.parent_pid == pids[one.parent]
    assert os.getpid() not in pids.values()
    assert family.processes[0].parent_pid == os.getpid()


@needs_fork
def test_a_fork_program_may_use_the_system() -> None:
    family = fork_for_real("import os\nfork()\nprint(os.getpid())")
    assert [one.said for one in family.processes] == [(str(p.pid),) for p in family.processes]


@needs_fork
def test_a_program_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real, "PATIENCE", 0.5)
    with pytest.raises(TimeoutError, match="stopped"):
        fork_for_real("fork()\nwhile True: pass")


@needs_fork
def test_a_process_that_ends_without_a_word_is_told() -> None:
    with pytest.raises(RuntimeError, match=r"P\.1 ended without a word"):
        fork_for_real("import os\nif not fork(): os.kill(os.getpid(), 9)\nwait()")


@needs_fork
def test_an_interrupt_leaves_nothing_behind() -> None:
    def interrupt_when_it_runs() -> None:
        while len(helpers()) < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        # A signal, as a kernel gets it: it ends a wait that it meets, which a mere note would not.
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    deadline = time.monotonic() + 10
    watcher = threading.Thread(target=interrupt_when_it_runs)
    watcher.start()
    with pytest.raises(KeyboardInterrupt):
        fork_for_real("fork()\nfork()\nwhile True: pass")
    watcher.join()
    deadline = time.monotonic() + 10
    while helpers() and time.monotonic() < deadline:
        time.sleep(0.01)  # their pipe is closed: they are on their way out
    assert not helpers()


@needs_fork
def test_the_family_ends_by_itself_when_its_kernel_is_killed() -> None:
    # Each process has an alarm of its own; a short one shows it.
    text = real.HELPER.read_text(encoding="utf-8").replace("SECONDS = 20", "SECONDS = 2")
    program = '{"program": "fork()\\nwhile True: pass", "tickets": 3}'
    helper = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    out, _ = helper.communicate(program, timeout=20)  # the end of output: all have ended
    assert helper.returncode == -signal.SIGALRM
    assert out.count("parent_pid") == 2


def test_without_fork_a_recording_is_shown_and_marked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delattr(os, "fork", raising=False)
    place = tmp_path / "recorded.json"
    monkeypatch.setattr(real, "RECORDINGS", place)
    program = "fork()"
    run = {"system": "Linux", "processes": [asdict(one) for one in imagine(program).processes]}
    place.write_text(json.dumps({real.fingerprint(program): run}), encoding="utf-8")
    family = fork_for_real(program)
    assert family == imagine(program)
    assert str(family).startswith("recorded on Linux: this system has no fork\n")
    assert not str(imagine(program)).startswith("recorded")
    with pytest.raises(NoFork, match="no fork"):
        fork_for_real("fork() and fork()")

"""Code that kills, and a supervisor that is killed: only the box itself is hit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from grading.box import Box, Level, Limits, Protection, sweep
from tests.hostile import arena
from tests.hostile.arena import besiege

KILLED = 128 + signal.SIGKILL


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        ("import os; os._exit(7)", 7),
        ("import sys; sys.exit(3)", 3),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", KILLED),
        ("import os, signal; os.killpg(0, signal.SIGKILL)", KILLED),
        ("import ctypes; ctypes.string_at(0)", 128 + signal.SIGSEGV),
        ("import os; os.abort()", 128 + signal.SIGABRT),
    ],
    ids=["os._exit", "sys.exit", "kills-itself", "killpg", "segfault", "abort"],
)
def test_a_sudden_end_is_seen_by_its_exit_code(code: str, exit_code: int, best: Protection) -> None:
    assert besiege(code, best).exit_code == exit_code


def test_kill_minus_one_reaches_only_the_box(each: Protection) -> None:
    code = """
import os, signal, time
child = os.fork()
if child == 0:
    time.sleep(60)
os.kill(-1, signal.SIGKILL)  # everybody but the first process and ourselves
print(os.waitpid(child, 0)[1])
"""
    siege = besiege(code, each)
    assert siege.output == "9\n"
    assert siege.exit_code == 0


def test_the_first_process_and_the_parent_cannot_be_killed(each: Protection) -> None:
    code = """
import os, signal
for pid in (1, os.getppid()):
    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
        try:
            os.kill(pid, number)
        except PermissionError:
            pass
print("still here")
"""
    assert besiege(code, each).output == "still here\n"


def test_a_killed_first_child_takes_the_rest_along(each: Protection) -> None:
    code = """
import os, signal, time
main = os.getpid()
if os.fork() == 0:
    os.setsid()
    os.kill(main, signal.SIGKILL)
    time.sleep(60)
time.sleep(60)
"""
    siege = besiege(code, each)
    assert siege.exit_code == KILLED
    assert siege.seconds < 8


SUPERVISOR = """
import dataclasses, json, subprocess, sys, time
from grading.box import Box, Level, Limits, Nursery, probe
nursery = Nursery().__enter__() if sys.argv[2] == "warm" else None
protection = dataclasses.replace(probe(), level=Level[sys.argv[1]])
box = Box(Limits(seconds=60), protection=protection, nursery=nursery).__enter__()
code = "import os, time\\nif os.fork() == 0: os.setsid()\\nprint(flush=True)\\ntime.sleep(50)"
process = box.launch([sys.executable, "-c", code], stdout=subprocess.PIPE)
process.stdout.read(2)
groups = [str(f) for f in box._group.folders] if box._group else []
print(json.dumps({"pids": box.pids(), "slot": box._slot.number, "groups": groups}), flush=True)
time.sleep(60)
"""


def test_what_a_killed_supervisor_leaves_is_swept_at_the_next_start(each: Protection) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, each.level.name, "warm" if arena.nursery else "cold"],
        stdout=subprocess.PIPE,
    )
    try:
        assert supervisor.stdout is not None
        told = json.loads(supervisor.stdout.readline())
        inside = [psutil.Process(pid) for pid in told["pids"]]
        assert len(inside) == 2
    finally:
        supervisor.kill()
        supervisor.wait()
        if supervisor.stdout is not None:
            supervisor.stdout.close()
    _, alive = psutil.wait_procs(inside, timeout=5)
    assert alive == [], "the box dies with its supervisor"
    if each.level is Level.FULL:
        assert any(os.path.isdir(group) for group in told["groups"])
    sweep()
    assert not any(os.path.isdir(group) for group in told["groups"])


def test_the_sweep_spares_open_boxes(each: Protection) -> None:
    with Box(Limits(seconds=30), protection=each, nursery=arena.nursery) as box:
        process = box.launch([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        sweep()
        time.sleep(0.1)
        assert process.poll() is None
        if process.stdin is not None:
            process.stdin.close()
        process.wait(10)

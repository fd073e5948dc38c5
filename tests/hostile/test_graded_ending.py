"""Submissions that end things: their own call fails, the rest is graded in a fresh runner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from course.checks.seen import alive
from grading.box import sweep
from tests.hostile.bench import Attack, Bench, attacks

LOST = "the runner was lost"


def _call(body: str, extra: str = "") -> str:
    lines = "\n    ".join(body.strip("\n").splitlines())
    return f"%%module sums\nimport os, signal\n{extra}\ndef add(a, b):\n    {lines}\n"


@attacks(
    Attack(
        22,
        "kills-the-parent",
        _call("os.kill(os.getppid(), signal.SIGKILL)\nsignal.pause()"),
        "crew",
        "exited-early",
        LOST,
    ),
    Attack(
        22,
        "terminates-the-parent-and-answers",
        _call("os.kill(os.getppid(), signal.SIGTERM)\nreturn a + b"),
        "crew",
        "exited-early",
        LOST,
    ),
    Attack(
        23,
        "kill-minus-one",
        _call("os.kill(-1, signal.SIGKILL)\nreturn a + b"),
        "crew",
        "exited-early",
        LOST,
    ),
    Attack(
        24,
        "killpg-zero",
        _call("os.killpg(0, signal.SIGKILL)\nreturn a + b"),
        "crew",
        "exited-early",
        "exit code -9",
    ),
    Attack(
        25,
        "os._exit-at-import",
        _call("return a + b", "os._exit(0)"),
        "crew",
        "exited-early",
        "exit code 0",
    ),
    Attack(26, "sys.exit", _call("raise SystemExit(0)"), "crew", "exited-early", "SystemExit"),
    Attack(
        27,
        "segfault",
        _call("import ctypes\nctypes.string_at(0)"),
        "crew",
        "exited-early",
        "exit code -11",
    ),
    Attack(
        28,
        "a-daemon-hunts-every-process",
        _call("""
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            for name in os.listdir("/proc"):
                if name.isdigit() and int(name) != os.getpid():
                    try:
                        os.kill(int(name), signal.SIGKILL)
                    except OSError:
                        pass
signal.pause()
"""),
        "crew",
        "exited-early",
        LOST,
    ),
)
def test_a_submission_that_kills_costs_only_its_own_points(attack: Attack, bench: Bench) -> None:
    bench.try_attack(attack)


JUDGE = """
from grading.judge import TestCell, judge
from grading.submission import module_text
body = '''
import os, time
def sleep():
    if os.fork() == 0:
        os.setsid()
    print("asleep", flush=True)
    time.sleep(50)
'''
cell = "from course.checks import student\\nstudent('sleeper').call('sleep', timeout=50)"
judge([TestCell("t", cell)], {"sleeper": module_text("sleeper", body)}, box="strong")
"""


@pytest.mark.case(29)
@pytest.mark.parametrize("victim", ["judge", "worker"])
def test_nothing_outlives_a_judge_that_is_killed(victim: str, bench: Bench) -> None:
    judge = subprocess.Popen([sys.executable, "-c", JUDGE])
    try:
        root = psutil.Process(judge.pid)
        deadline = time.monotonic() + 40
        under: list[psutil.Process] = []
        while len(under) < 5:
            assert time.monotonic() < deadline, under
            time.sleep(0.05)
            under = root.children(recursive=True)
        os.kill(judge.pid if victim == "judge" else root.children()[0].pid, signal.SIGKILL)
        psutil.wait_procs(under, timeout=15)
        if victim == "worker":  # the judge goes on with a worker that is new
            assert judge.poll() is None or judge.returncode == 0
        assert [p for p in under if alive(p)] == []
    finally:
        judge.kill()
        judge.wait()
    sweep()
    assert bench.neighbour().passed == {"value", "crew"}

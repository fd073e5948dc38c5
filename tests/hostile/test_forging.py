"""Code that wants to answer in the runner's place."""

from __future__ import annotations

from typing import Any

from course.checks.client import Runner
from grading.box import Box, Protection
from tests.hostile import arena


def ask(source: str, protection: Protection) -> Any:
    request = {
        "module": "answer",
        "do": "call",
        "function": "answer",
        "args": [],
        "kwargs": {},
        "start_method": "spawn",
        "timeout": 20.0,
    }
    nursery = arena.nursery
    with Box(protection=protection, nursery=nursery) as box, Runner(launch=box.launch) as runner:
        reply = runner.call({"answer": source}, request)
    assert reply["error"] is None, reply
    return reply["value"]


def test_the_runners_memory_cannot_be_opened(each: Protection) -> None:
    source = """
import os

def answer():
    opened = []
    for name in ("mem", "environ", "maps"):
        for mode in ("rb", "r+b"):
            try:
                open(f"/proc/{os.getppid()}/{name}", mode, buffering=0).close()
                opened.append(name)
            except OSError:
                pass
    return opened
"""
    opened = ask(source, each)
    assert opened == []


def test_the_runners_descriptors_cannot_be_reached(each: Protection) -> None:
    source = """
import os

def answer():
    runner = os.getppid()
    found = []
    try:
        found += os.listdir(f"/proc/{runner}/fd")
    except OSError:
        pass
    for number in range(64):
        try:
            os.close(os.open(f"/proc/{runner}/fd/{number}", os.O_WRONLY))
            found.append(number)
        except OSError:
            pass
    return found
"""
    assert ask(source, each) == []


def test_a_call_may_look_at_itself(each: Protection) -> None:
    source = """
import os, psutil

def answer():
    me = psutil.Process()
    return [me.num_fds() > 0, len(me.environ()) > 0, os.path.exists("/proc/self/fd/0")]
"""
    assert ask(source, each) == [True, True, True]

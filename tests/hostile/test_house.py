"""A runner and its box, from one call to the next, however the box was started."""

from __future__ import annotations

from typing import Any

from course.checks.client import Runner
from grading.box import Box, Limits, Protection
from tests.hostile import arena


def call(runner: Runner, source: str, timeout: float = 20.0) -> dict[str, Any]:
    request = {
        "module": "answer",
        "do": "call",
        "function": "answer",
        "args": [],
        "kwargs": {},
        "start_method": "spawn",
        "timeout": timeout,
    }
    return runner.call({"answer": source}, request)


def test_one_call_leaves_no_files_to_the_next(each: Protection) -> None:
    litter = """
import os
def answer():
    for folder in ("/tmp", "/dev/shm"):
        os.makedirs(f"{folder}/a/b/c")
        open(f"{folder}/json.py", "w").close()
        os.chmod(f"{folder}/a", 0)
"""
    look = (
        "import os\ndef answer():\n    return sorted(os.listdir('/tmp') + os.listdir('/dev/shm'))"
    )
    nursery = arena.nursery
    with Box(protection=each, nursery=nursery) as box, Runner(launch=box.launch) as runner:
        assert call(runner, litter)["error"] is None
        found = call(runner, look)["value"]
    assert {"a", "json.py"}.isdisjoint(found)
    assert not any(name.startswith(".gone") for name in found)


def test_a_bomb_of_forks_leaves_the_next_call_its_time(each: Protection) -> None:
    bomb = """
import os
def answer():
    while True:
        try:
            os.fork()
        except OSError:
            pass
"""
    limits = Limits(seconds=60.0, processes=100)
    nursery = arena.nursery
    with Box(limits, protection=each, nursery=nursery) as box:
        with Runner(launch=box.launch) as runner:
            assert call(runner, bomb, timeout=1.0)["verdict"] == "timed-out"
            reply = call(runner, "def answer():\n    return 7")
        assert reply["value"] == 7
        assert reply["processes"] == []
    assert box.report is not None
    assert box.report.survivors == 0
    assert arena.leftovers(box) == []

"""Which modules may have their children started the quick way: those that cannot tell."""

from __future__ import annotations

from typing import Any

import pytest

from course.checks.plain import starts_plainly
from course.checks.values import encode, ref

PLAIN = "from multiprocessing import Process\nimport os, time\nos.getpid()\n"


def call(*args: Any, **more: Any) -> dict[str, Any]:
    request = {"module": "m", "do": "call", "args": [encode(a) for a in args], "kwargs": {}}
    return {**request, **more}


@pytest.mark.parametrize(
    "source",
    [
        PLAIN,
        "import multiprocessing as mp\nmp.get_context('fork')",
        "from concurrent.futures import ProcessPoolExecutor",
        "from os import getpid\nimport multiprocessing.pool",
        "import sys, multiprocessing\nsys.exit(3)",
        "import friend",
    ],
)
def test_a_module_that_starts_children_by_multiprocessing_alone_is_plain(source: str) -> None:
    assert starts_plainly({"m": source, "friend": PLAIN}, call())


@pytest.mark.parametrize(
    "more",
    [
        "os.wait()",
        "os.waitpid(-1, 0)",
        "os.fork()",
        "wait = getattr(os, 'wa' + 'it')",
        "import os as system",
        "from os import wait",
        "from os import *",
        "import psutil",
        "import subprocess",
        "import importlib",
        "import ctypes",
        "import asyncio",
        "import nobody_knows",
        "import course.processes",
        "from course import processes",
        "from . import m",
        "import sys\nsys.modules",
        "exec('import os')",
        "eval('1')",
        "__import__('os')",
        "import friend",
        "def open_bracket(:",
        "x = '\\0",
    ],
)
def test_whatever_could_see_or_collect_another_process_is_not_plain(more: str) -> None:
    modules = {"m": PLAIN + more, "friend": "import psutil"}
    assert not starts_plainly(modules, call())


def test_code_that_starts_no_child_needs_no_warmer() -> None:
    assert not starts_plainly({"m": "import math"}, call())


def test_workers_and_drivers_that_a_check_sends_along_are_read_too() -> None:
    modules = {"m": PLAIN}
    assert starts_plainly(modules, call(ref("course.workers.toolkit:greet")))
    assert starts_plainly(modules, call([{"x": (ref("course.workers.toolkit:greet"),)}]))
    assert not starts_plainly(modules, call(ref("course.processes:tree")))
    assert not starts_plainly(modules, call([{"x": (ref("course.processes:tree"),)}]))
    driven = "course.drivers.round_robin:turns_of"
    assert not starts_plainly(modules, call(do="drive", function=driven))


def test_a_module_that_is_not_there_is_not_plain() -> None:
    assert not starts_plainly({}, call())

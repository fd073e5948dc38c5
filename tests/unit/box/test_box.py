from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from course.checks.client import Runner
from grading.box import Box, Level, Limits, Protection, probe

LEVELS = [level for level in Level if level is Level.WEAK or level <= probe().level]
PYTHON = sys.executable


@pytest.fixture(params=LEVELS, ids=lambda level: level.name.lower())
def level(request: pytest.FixtureRequest) -> Protection:
    return replace(probe(), level=request.param)


@pytest.fixture
def box(level: Protection) -> Iterator[Box]:
    with Box(Limits(seconds=30.0), protection=level, allow_weak=True) as box:
        yield box
    assert box.report is not None
    assert box.report.survivors == 0


def output(box: Box, code: str) -> str:
    process = box.launch([PYTHON, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return process.communicate(timeout=20)[0].decode()


def test_output_and_exit_code_come_back(box: Box) -> None:
    process = box.launch([PYTHON, "-c", "print(1); exit(3)"], stdout=subprocess.PIPE)
    assert process.communicate(timeout=20)[0].split() == [b"1"]
    assert process.returncode == 3


def test_input_goes_in(box: Box) -> None:
    code = "print(input()[::-1])"
    process = box.launch([PYTHON, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.communicate(b"abc\n", timeout=20)[0].split() == [b"cba"]


def test_the_box_decides_about_folder_and_environment(box: Box) -> None:
    process = box.launch(
        [PYTHON, "-c", "import os; print(os.getcwd() == '/', 'SECRET' in os.environ)"],
        stdout=subprocess.PIPE,
        cwd="/",
        env={"SECRET": "x"},
    )
    assert process.communicate(timeout=20)[0].split() == [b"False", b"False"]


def test_it_works_from_a_thread_that_ends(box: Box) -> None:
    processes: list[subprocess.Popen[bytes]] = []
    code = "print(input())"

    def start() -> None:
        processes.append(
            box.launch([PYTHON, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert processes[0].communicate(b"still here\n", timeout=20)[0].split() == [b"still", b"here"]


def test_several_commands_share_a_box_and_its_end(level: Protection) -> None:
    with Box(Limits(seconds=30.0), protection=level, allow_weak=True) as box:
        processes = [
            box.launch(
                [PYTHON, "-c", "print(flush=True); input()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for _ in range(2)
        ]
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()
        assert len(box.pids()) == 2
    assert [process.wait(5) != 0 for process in processes] == [True, True]
    assert box.report is not None
    assert (box.report.left_running, box.report.survivors) == (2, 0)
    for process in processes:
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def test_the_deadline_ends_everything(level: Protection) -> None:
    began = time.monotonic()
    with Box(Limits(seconds=0.7), protection=level, allow_weak=True) as box:
        process = box.launch([PYTHON, "-c", "while True: pass"])
        assert process.wait(10) != 0
        with pytest.raises(RuntimeError, match="ended: deadline"):
            box.launch([PYTHON, "-c", "pass"])
    assert box.report is not None
    assert box.report.ended_for == "deadline"
    assert time.monotonic() - began < 8


def test_a_closed_box_starts_nothing(level: Protection) -> None:
    with Box(protection=level, allow_weak=True) as box:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        box.launch([PYTHON, "-c", "pass"])


def test_a_command_that_does_not_exist_is_an_error_or_an_exit_code(box: Box) -> None:
    process = box.launch(["/no/such/program"], stderr=subprocess.DEVNULL)
    assert process.wait(20) != 0
    assert output(box, "print('the box goes on')").strip() == "the box goes on"


def test_the_parents_exception_still_closes_the_box(level: Protection) -> None:
    processes: list[subprocess.Popen[bytes]] = []

    def fail_inside() -> None:
        with Box(protection=level, allow_weak=True) as box:
            processes.append(box.launch([PYTHON, "-c", "import time; time.sleep(60)"]))
            raise KeyError("ours")

    with pytest.raises(KeyError):
        fail_inside()
    assert processes[0].wait(5) != 0


def test_no_descriptor_and_no_thread_of_ours_is_left(level: Protection) -> None:
    def life() -> None:
        with Box(protection=level, allow_weak=True) as box:
            box.launch([PYTHON, "-c", "pass"]).wait(20)

    life()  # what is made once, is made
    me = psutil.Process()
    gc.collect()  # what earlier tests have left is not ours
    before = me.num_fds() if os.name == "posix" else 0, threading.active_count()
    life()
    after = me.num_fds() if os.name == "posix" else 0, threading.active_count()
    assert after[0] <= before[0]
    assert after[1] <= before[1]


def test_a_runner_lives_in_a_box(box: Box) -> None:
    source = "import os\n\n\ndef place(word):\n    return [word, os.getcwd()]\n"
    request = {
        "module": "answer",
        "do": "call",
        "name": "place",
        "args": [],
        "kwargs": {},
        "start_method": "spawn",
        "timeout": 20.0,
    }
    with Runner(launch=box.launch) as runner:
        reply = runner.call({"answer": source}, request)
    assert reply["answered"], reply


def test_multiprocessing_works_by_every_start_method(box: Box) -> None:
    code = """
import multiprocessing, os
def square(x): return x * x
for method in multiprocessing.get_all_start_methods():
    context = multiprocessing.get_context(method)
    with context.Pool(2) as pool:
        print(pool.map(abs, [-1, -2]))
    lock, value = context.Lock(), context.Value("i", 5)
    with lock: print(value.value)
from multiprocessing.shared_memory import SharedMemory
memory = SharedMemory(create=True, size=64); memory.close(); memory.unlink()
"""
    methods = 3 if sys.platform != "win32" else 1
    assert output(box, code).split("\n")[:-1] == ["[1, 2]", "5"] * methods

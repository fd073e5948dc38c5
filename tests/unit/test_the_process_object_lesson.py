"""Lesson 8's own helpers: children that end in known ways, drivers that tell what was done."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from multiprocessing import Process, SimpleQueue
from types import ModuleType
from typing import Any

import psutil
import pytest

from course.drivers.the_process_object import (
    adder_at_work,
    child_of_temper,
    launch,
    most_at_once,
    stop_of,
    sum_at_a_gate,
)
from course.processes import stop
from course.programs import LAST_OUT
from course.workers import the_process_object as workers

CONTEXT = multiprocessing.get_context("spawn")
PATIENCE = 30.0


def module_with(**names: object) -> ModuleType:
    module = ModuleType("answer")
    module.__dict__.update(names)
    return module


@pytest.fixture(autouse=True)
def spawned(monkeypatch: pytest.MonkeyPatch) -> None:
    default: Any = multiprocessing.context._default_context  # type: ignore[attr-defined]
    monkeypatch.setattr(default, "_actual_context", CONTEXT)


def ended(target: Callable[..., object], *args: object) -> Any:
    child = CONTEXT.Process(target=target, args=args)
    child.start()
    child.join(PATIENCE)
    return child.exitcode


# -- the children --------------------------------------------------------------------------------


@pytest.mark.parametrize(("way", "code"), [("return", 0), ("sys.exit(3)", 3), ("1 / 0", 1)])
def test_a_child_leaves_in_the_way_it_is_told(way: str, code: int) -> None:
    assert ended(workers.leave, way) == code


def test_a_child_that_is_to_be_ended_waits_for_it() -> None:
    child = CONTEXT.Process(target=workers.leave, args=("kill()",))
    child.start()
    child.join(1)
    alive = child.is_alive()
    child.kill()
    child.join(PATIENCE)
    assert alive
    assert child.exitcode != 0


def test_the_door_opens_for_the_right_key_only() -> None:
    ours, theirs = CONTEXT.Pipe()
    child = CONTEXT.Process(target=workers.keep_door, args=(theirs,))
    child.start()
    try:
        assert ours.poll(PATIENCE)
        address = ours.recv()
        key = multiprocessing.current_process().authkey
        assert workers.knock(address, b"open sesame") == "turned away"
        assert workers.knock(address, key) == "welcome"
    finally:
        child.kill()
        child.join()


def test_a_lock_stays_locked_when_its_holder_is_ended_by_force() -> None:
    lock, (ours, theirs) = CONTEXT.Lock(), CONTEXT.Pipe()
    child = CONTEXT.Process(target=workers.hold, args=(lock, theirs))
    child.start()
    try:
        assert ours.poll(PATIENCE)
        assert ours.recv() == "I hold the lock"
    finally:
        child.terminate()
        child.join(PATIENCE)
    assert not lock.acquire(timeout=0.2)
    assert not ours.poll()


def test_a_holder_that_is_asked_gives_the_lock_back() -> None:
    lock, (ours, theirs) = CONTEXT.Lock(), CONTEXT.Pipe()
    child = CONTEXT.Process(target=workers.hold, args=(lock, theirs))
    child.start()
    try:
        ours.send("enough")
        child.join(PATIENCE)
    finally:
        child.kill()
    assert [ours.recv(), ours.recv()] == ["I hold the lock", "I tidied up"]
    assert lock.acquire(timeout=PATIENCE)


def test_a_grandchild_outlives_the_child_between() -> None:
    ours, theirs = CONTEXT.Pipe()
    child = CONTEXT.Process(target=workers.start_another, args=(theirs,))
    child.start()
    assert ours.poll(PATIENCE)
    orphan = psutil.Process(ours.recv())
    try:
        child.terminate()
        child.join(PATIENCE)
        assert orphan.is_running()
        assert orphan.status() != psutil.STATUS_ZOMBIE
    finally:
        stop(orphan)


def test_the_script_waits_for_its_child_after_its_last_line() -> None:
    run = subprocess.run([sys.executable, LAST_OUT], capture_output=True, text=True, timeout=60)
    assert run.stderr == ""
    assert run.stdout.splitlines() == [
        "the parent's code ends",
        "the child ends",
        "the parent ends",
    ]


# -- the drivers ---------------------------------------------------------------------------------


def test_stays_that_only_follow_each_other_are_one_at_a_time() -> None:
    assert most_at_once([(0, 1), (2, 3), (4, 5)]) == 1
    assert most_at_once([(0, 3), (1, 2), (2.5, 9)]) == 2
    assert most_at_once([]) == 0


def start_all_then_join(work: Any, numbers: list[int]) -> int:
    mailbox: SimpleQueue[int] = SimpleQueue()
    crew = [Process(target=work, args=(number, mailbox)) for number in numbers]
    for child in crew:
        child.start()
    for child in crew:
        child.join()
    return sum(mailbox.get() for _ in crew)


def join_in_the_loop(work: Any, numbers: list[int]) -> int:
    return sum(start_all_then_join(work, [number]) for number in numbers)


def work_at_home(work: Any, numbers: list[int]) -> int:
    mailbox: SimpleQueue[int] = SimpleQueue()
    for number in numbers:
        work(number, mailbox)
    return sum(mailbox.get() for _ in numbers)


@pytest.mark.parametrize(
    ("answer", "together", "at_home"),
    [
        (start_all_then_join, True, False),
        (join_in_the_loop, False, False),
        (work_at_home, False, True),
    ],
)
def test_the_gate_tells_who_met_there(answer: Any, together: bool, at_home: bool) -> None:
    report = sum_at_a_gate(module_with(sum_of_squares=answer), [2, 4])
    assert report["returned"] == 20
    assert (report["at once"] > 1) is together
    assert (os.getpid() in report["pids"]) is at_home


def test_a_launch_is_judged_by_who_signed() -> None:
    def at_home(word: str, book: Any) -> None:
        workers.sign(word, book)

    def in_a_child(word: str, book: Any) -> None:
        child = Process(target=workers.sign, args=(word, book), name="Grace")
        child.start()
        child.join()

    module = module_with(at_home=at_home, in_a_child=in_a_child)
    assert launch(module, "at_home", "Ada") == [("Ada", os.getpid(), "MainProcess")]
    [(word, pid, name)] = launch(module, "in_a_child", "Ada")
    assert (word, name) == ("Ada", "Grace")
    assert pid != os.getpid()


class WorksInStart:
    """Not a Process at all, and does its work at home."""

    pid = None
    exitcode = None

    def __init__(self, name: str, numbers: list[int], mailbox: Any) -> None:
        self.name, self.numbers, self.mailbox = name, numbers, mailbox

    def start(self) -> None:
        self.mailbox.put((self.name, os.getpid(), sum(self.numbers)))


def test_an_adder_that_starts_nothing_is_told_from_a_process() -> None:
    report = adder_at_work(module_with(Adder=WorksInStart), "Ada", [1, 2])
    assert report["is a Process"] is False
    assert report["sent"] == [("Ada", os.getpid(), 3)]
    assert report["pid"] is None


def bounded(child: Any, please: Any, seconds: float) -> dict[str, Any]:
    please.set()
    child.join(seconds)
    killed = child.is_alive()
    if killed:
        child.kill()
        child.join()
    return {"killed": killed, "exitcode": child.exitcode}


@pytest.mark.parametrize(("temper", "code", "tidied"), [("polite", 0, True), ("busy", 3, True)])
def test_a_child_that_listens_ends_in_its_own_way(temper: str, code: int, tidied: bool) -> None:
    report = stop_of(module_with(stop_within=bounded), temper, PATIENCE)
    assert report["returned"] == {"killed": False, "exitcode": code}
    assert report["tidied up"] is tidied
    assert not report["waited without a limit"]


def test_a_child_that_has_gone_was_not_killed() -> None:
    report = stop_of(module_with(stop_within=bounded), "gone", PATIENCE)
    assert report["returned"] == {"killed": False, "exitcode": 5}


def test_a_deaf_child_ends_by_force_only() -> None:
    report = stop_of(module_with(stop_within=bounded), "deaf", 0.2)
    assert report["returned"]["killed"] is True
    assert not report["still running"]
    assert not report["waited without a limit"]


@pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without asking it")
def test_a_deaf_child_refuses_to_be_terminated() -> None:
    def terminate(child: Any, please: Any, seconds: float) -> None:
        child.terminate()
        child.join(1)

    report = stop_of(module_with(stop_within=terminate), "deaf", PATIENCE)
    assert report["still running"]


def test_a_stop_without_a_limit_is_cut_short() -> None:
    def wait_for_ever(child: Any, please: Any, seconds: float) -> None:
        please.set()
        child.join()

    report = stop_of(module_with(stop_within=wait_for_ever), "deaf", 0.2)
    assert report["waited without a limit"]
    assert not report["still running"]


def test_a_signal_is_no_end_yet() -> None:
    def read_at_once(child: Any, please: Any, seconds: float) -> Any:
        child.kill()
        return child.exitcode

    report = stop_of(module_with(stop_within=read_at_once), "deaf", 0.2)
    assert report["returned"] is None
    assert report["still running"]


def test_a_lent_child_is_gone_afterwards() -> None:
    with child_of_temper("deaf") as (child, please, _):
        please.set()
        child.join(0.2)
        assert child.is_alive()
    assert not child.is_alive()


def test_who_waits_too_long_opens_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "STALL", 0.1)
    book: SimpleQueue[Any] = SimpleQueue()
    mailbox: SimpleQueue[int] = SimpleQueue()
    gate = CONTEXT.Event()
    work = partial(workers.square_at_a_gate, CONTEXT.Semaphore(1), gate, book)
    work(4, mailbox)
    assert gate.is_set()
    assert mailbox.get() == 16

"""The children of lesson 0, and the driver that gives a clean-up function something to do."""

from __future__ import annotations

import multiprocessing
import os
from types import ModuleType

import psutil
import pytest

from course.drivers.toolkit import stop_children_among
from course.workers import toolkit

CONTEXT = multiprocessing.get_context("spawn")
PATIENCE = 30.0


def module_with(stop_children: object) -> ModuleType:
    module = ModuleType("tidy")
    module.stop_children = stop_children  # type: ignore[attr-defined]
    return module


def kill_all() -> list[str]:
    children = multiprocessing.active_children()
    for child in children:
        child.kill()
        child.join()
    return sorted(child.name for child in children)


def test_a_child_reports_its_own_pid_and_its_creators() -> None:
    mailbox = CONTEXT.SimpleQueue()
    child = CONTEXT.Process(target=toolkit.report_pids, args=(mailbox,))
    child.start()
    child.join(PATIENCE)
    assert mailbox.get() == (child.pid, os.getpid())


def test_a_forgotten_child_ends_by_itself() -> None:
    child = CONTEXT.Process(target=toolkit.stay, args=(0.01,))
    child.start()
    child.join(PATIENCE)
    assert child.exitcode == 0


def test_a_child_ends_with_its_parent() -> None:
    receiver, sender = CONTEXT.Pipe(duplex=False)
    middle = CONTEXT.Process(target=start_one_that_stays, args=(sender,))
    middle.start()
    assert receiver.poll(PATIENCE)
    orphan = psutil.Process(receiver.recv())
    middle.kill()
    middle.join()
    gone, alive = psutil.wait_procs([orphan], timeout=PATIENCE)
    for process in alive:
        process.kill()
    assert gone == [orphan]


def start_one_that_stays(sender: object) -> None:
    child = CONTEXT.Process(target=toolkit.stay)
    child.start()
    sender.send(child.pid)  # type: ignore[attr-defined]
    child.join()


@pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without asking it")
def test_a_stubborn_child_ignores_a_request_and_a_slow_one_ends_well() -> None:
    codes = {}
    for target, patience in ((toolkit.stay_stubbornly, 0.3), (toolkit.stay_and_tidy, PATIENCE)):
        ready = CONTEXT.Event()
        child = CONTEXT.Process(target=target, args=(ready,))
        child.start()
        try:
            assert ready.wait(PATIENCE)
            child.terminate()
            child.join(patience)
            codes[target] = child.exitcode
        finally:
            child.kill()
            child.join()
    assert codes == {toolkit.stay_stubbornly: None, toolkit.stay_and_tidy: 0}


def test_the_driver_tells_who_was_left_running() -> None:
    try:
        told = stop_children_among(module_with(list), willing=["Ada"], stubborn=["Mule"])
    finally:
        kill_all()
    assert told == {"returned": [], "still running": ["Ada", "Mule"]}


def test_the_driver_finds_nobody_after_a_thorough_clean_up() -> None:
    told = stop_children_among(module_with(kill_all), willing=["Ada"], slow=["Tortoise"])
    assert told == {"returned": ["Ada", "Tortoise"], "still running": []}

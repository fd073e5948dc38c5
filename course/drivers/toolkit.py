"""Give a student's clean-up function something to clean up, and see what it leaves."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import psutil

from course.workers import toolkit

GRACE = 1.0  # seconds in which a willing child that was asked to end has surely ended
STARTING = 8.0  # seconds that a child may take to get ready


def stop_children_among(
    module: ModuleType,
    willing: Sequence[str] = (),
    slow: Sequence[str] = (),
    stubborn: Sequence[str] = (),
) -> dict[str, Any]:
    """Start named children of three tempers, call `module.stop_children()`, and look again.

    Returns what the function returned, and the names of the children that it left running. The
    system is asked, not the `Process` objects: the student may have closed those.
    """
    children = {name: _start_and_await(name, toolkit.stay_willingly) for name in willing}
    children |= {name: _start_and_await(name, toolkit.stay_and_tidy) for name in slow}
    children |= {name: _start_and_await(name, toolkit.stay_stubbornly) for name in stubborn}
    returned = module.stop_children()
    psutil.wait_procs([children[name] for name in willing], timeout=GRACE)
    return {
        "returned": returned,
        "still running": sorted(name for name, child in children.items() if _runs(child)),
    }


def _start_and_await(name: str, target: Callable[..., object]) -> psutil.Process:
    """Start a child that must have prepared itself before anybody asks it to end."""
    ready = multiprocessing.Event()
    process = multiprocessing.Process(target=target, name=name, args=(ready,))
    process.start()
    child = psutil.Process(process.pid)
    if not ready.wait(STARTING):
        raise TimeoutError(f"{name} did not get ready")
    return child


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

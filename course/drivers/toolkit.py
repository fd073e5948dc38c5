"""Give a student's clean-up function something to clean up, and see what it leaves."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from time import monotonic
from types import ModuleType
from typing import Any

from course.workers import toolkit

GRACE = 0.5  # seconds in which a willing child that was asked to end has surely ended
STARTING = 8.0


def stop_children_among(
    module: ModuleType,
    willing: Sequence[str] = (),
    slow: Sequence[str] = (),
    stubborn: Sequence[str] = (),
    finished: Sequence[str] = (),
) -> dict[str, Any]:
    """Start named children of four tempers, call `module.stop_children()`, and look again.

    Returns what the function returned, and the names of the children that it left running.
    """
    children = [_start(name, toolkit.stay) for name in willing]
    children += [_start_and_await(name, toolkit.stay_and_tidy) for name in slow]
    children += [_start_and_await(name, toolkit.stay_stubbornly) for name in stubborn]
    over = [_start(name, len, "") for name in finished]
    _await_ends(over, STARTING)
    returned = module.stop_children()
    _await_ends([child for child in children if child.name in willing], GRACE)
    return {
        "returned": returned,
        "still running": sorted(child.name for child in children if child.is_alive()),
    }


def _start(name: str, target: Callable[..., object], *args: object) -> BaseProcess:
    child = multiprocessing.Process(target=target, name=name, args=args)
    child.start()
    return child


def _start_and_await(name: str, target: Callable[..., object]) -> BaseProcess:
    """Start a child that must have prepared itself before anybody asks it to end."""
    ready = multiprocessing.Event()
    child = _start(name, target, ready)
    if not ready.wait(STARTING):
        raise TimeoutError(f"{name} did not get ready")
    return child


def _await_ends(children: Sequence[BaseProcess], seconds: float) -> None:
    """Wait until all have ended, at most `seconds`, without collecting their exit codes."""
    deadline = monotonic() + seconds
    waiting = [child.sentinel for child in children]
    while waiting and (left := deadline - monotonic()) > 0:
        done = wait(waiting, timeout=left)
        waiting = [sentinel for sentinel in waiting if sentinel not in done]

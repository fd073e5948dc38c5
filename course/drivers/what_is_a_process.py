"""Show a student's `pcb_card` real children of known shape, and report what it made of them."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import Pipe, Process
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

from course.processes import State, wait_for_state
from course.workers.what_is_a_process import keep_open

PATIENCE = 8.0  # seconds for a child to get ready; less than a call may take


@contextmanager
def live_child(paths: Sequence[str] = (), helpers: int = 0) -> Iterator[psutil.Process]:
    """Lend a child that holds `paths` open, keeps `helpers` more threads, and waits."""
    ours, theirs = Pipe()
    child = Process(target=keep_open, args=(list(paths), helpers, theirs))
    child.start()
    try:
        if not ours.poll(PATIENCE):
            raise TimeoutError("the child did not say that it is ready")
        ours.recv()
        yield psutil.Process(child.pid)
    finally:
        child.kill()  # also ends a suspended child
        child.join()


def card_of_a_waiting_child(module: ModuleType) -> Any:
    """Return the card of a live child, as it comes."""
    with live_child() as child:
        return module.pcb_card(child.pid)


def parent_on_the_cards_of_child_and_caller(module: ModuleType) -> dict[str, str]:
    """Return whom two cards name as the parent: a child's, and the calling process's own."""
    with live_child() as child:
        of_child = module.pcb_card(child.pid)["parent"]
        of_caller = module.pcb_card(os.getpid())["parent"]
        return {
            "child's card": relation(of_child, child),
            "caller's card": relation(of_caller, psutil.Process()),
        }


def relation(pid: object, process: psutil.Process) -> str:
    """Say what the process called `pid` is to `process`, or to the caller."""
    if type(pid) is not int:
        return f"not a pid: {pid!r}"
    known = {
        os.getppid(): "the caller's parent",
        os.getpid(): "the caller",
        process.pid: "the process itself",
        process.ppid(): "its parent",
    }
    return known.get(pid, "a process that has no part in this")


def state_of_a_suspended_child(module: ModuleType) -> dict[str, Any]:
    """Return the state on the card of a suspended child, and the system's own word for it."""
    with live_child() as child:
        child.suspend()
        wait_for_state(child, State.STOPPED, deadline=PATIENCE)
        return state_on_card_and_in_system(module, child)


def state_of_a_waiting_child(module: ModuleType) -> dict[str, Any]:
    """Return the state on the card of a child that waits, and the system's own word for it."""
    with live_child() as child:
        wait_for_state(child, State.BLOCKED, State.ALIVE, deadline=PATIENCE)
        return state_on_card_and_in_system(module, child)


def state_on_card_and_in_system(module: ModuleType, child: psutil.Process) -> dict[str, Any]:
    """Return both words for the state of a child that stays in it."""
    on_card = module.pcb_card(child.pid)["state"]
    return {"on the card": on_card, "in the system": str(child.status())}


def child_with_threads_and_files(
    module: ModuleType, helpers: int, names: Sequence[str]
) -> dict[str, Any]:
    """Return what the card says of a child with `helpers` more threads and `names` open."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in names]
        for path in paths:
            path.write_text("held open", encoding="utf-8")
        with live_child([str(path) for path in paths], helpers) as child:
            card = module.pcb_card(child.pid)
            return {
                "threads on the card": card["threads"],
                "threads in the system": child.num_threads(),
                "threads of the caller": threading.active_count(),
                "memory on the card": card["memory"],
                "memory in the system": child.memory_info().rss,
                "files on the card": known_files(card["files"], names),
            }


def known_files(found: object, names: Sequence[str]) -> object:
    """Return the sorted names that stand in a list of paths; anything else as it is.

    A child may hold more files open than we gave it: those that catch its output.
    """
    if type(found) is not list or not all(type(path) is str for path in found):
        return found
    return sorted({Path(path).name for path in found} & set(names))


def card_of_an_ended_child(module: ModuleType) -> Any:
    """Return the card of a child that has ended and been waited for."""
    with live_child() as child:
        pass
    return module.pcb_card(child.pid)

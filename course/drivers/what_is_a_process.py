"""Show a student's `pcb_card` real children of known shape, and report what it made of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import Pipe, Process
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

from course.workers.what_is_a_process import keep_open

PATIENCE = 30.0  # seconds for a child to say that it is ready


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


def card(module: ModuleType) -> Any:
    """Return the card of a live child, as it comes."""
    with live_child() as child:
        return module.pcb_card(child.pid)


def parents(module: ModuleType) -> dict[str, Any]:
    """Return whom two cards name as the parent: a child's, and the calling process's own."""
    with live_child() as child:
        of_child = module.pcb_card(child.pid)["parent"]
        of_caller = module.pcb_card(os.getpid())["parent"]
        return {
            "of the child": name(of_child, psutil.Process(child.pid)),
            "of the caller": name(of_caller, psutil.Process()),
        }


def name(pid: object, process: psutil.Process) -> str:
    """Name `pid` by its relation to `process` and to the caller."""
    if type(pid) is not int:
        return f"not a pid: {pid!r}"
    known = {
        os.getppid(): "the caller's parent",
        os.getpid(): "the caller",
        process.pid: "the process itself",
        process.ppid(): "its parent",
    }
    return known.get(pid, "a process that has no part in this")


def state(module: ModuleType, suspend: bool) -> dict[str, Any]:
    """Return the state on the card of a waiting child, and the system's own word for it."""
    with live_child() as child:
        if suspend:
            child.suspend()
        # A state may change between two looks; only a look between two equal ones counts.
        for _ in range(200):
            before = child.status()
            on_card = module.pcb_card(child.pid)["state"]
            settled = not suspend or before == psutil.STATUS_STOPPED
            if settled and child.status() == before:
                break
        return {"on the card": on_card, "in the system": before}


def threads(module: ModuleType, helpers: int) -> dict[str, Any]:
    """Return the number of threads on the card of a child with `helpers` extra ones."""
    with live_child(helpers=helpers) as child:
        return {
            "on the card": module.pcb_card(child.pid)["threads"],
            "in the system": child.num_threads(),
        }


def memory(module: ModuleType) -> dict[str, Any]:
    """Return the memory on the card of a child, and the bytes that the system counts."""
    with live_child() as child:
        return {
            "on the card": module.pcb_card(child.pid)["memory"],
            "in the system": child.memory_info().rss,
        }


def files(module: ModuleType, names: Sequence[str]) -> Any:
    """Return which of `names` stand on the card of a child that holds them all open."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in names]
        for path in paths:
            path.write_text("held open", encoding="utf-8")
        with live_child([str(path) for path in paths]) as child:
            found = module.pcb_card(child.pid)["files"]
    if not isinstance(found, list) or not all(isinstance(path, str) for path in found):
        return found
    return sorted({Path(path).name for path in found} & set(names))


def after_the_end(module: ModuleType) -> Any:
    """Return the card of a child that has ended and been waited for."""
    with live_child() as child:
        pass
    return module.pcb_card(child.pid)

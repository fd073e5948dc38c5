"""Lesson 7: programs to look at while they live and end, and what a child can see of its parent."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any

from course.processes import EndingKind, ProcessGone, read_exit_code, stop
from course.programs import BECOME, LEAVE, PARENT, SEES

METHODS = ("spawn", "forkserver", "fork")
HAS_FORK = hasattr(os, "fork")
# What an ended child is before it is waited for: Windows keeps no record to look at.
UNCOLLECTED = "zombie" if HAS_FORK else "ended"
LIVING = ("sleeping", "running", "idle", "disk-sleep")  # psutil's words for a child that lives

# What was seen on Linux, for systems that cannot show it.
NOTE = "recorded on Linux: this system cannot do it"
SEEN_BY_ALL = {"its arguments": True, "the environment": True}
VIEWS = {
    "spawn": {**SEEN_BY_ALL, "a changed global": False, "an open file": False},
    "forkserver": {**SEEN_BY_ALL, "a changed global": False, "an open file": False},
    "fork": {**SEEN_BY_ALL, "a changed global": True, "an open file": True},
}
WORDS = {  # what the exercise calls them
    "its arguments": "argument",
    "the environment": "environment",
    "a changed global": "global",
    "an open file": "open file",
}
STATUSES = {("normal",): 0, ("error", "3"): 768, ("memory",): 11}
BECAME = [{"pid": 4711, "code": "ab8765945cf3"}, {"pid": 4711, "code": "1ec3a4821906"}]


def python() -> str:
    """Return the Python that runs a program in one process.

    On Windows a venv's python.exe is a launcher that starts the real one as a second process.
    """
    base = getattr(sys, "_base_executable", None) if sys.platform == "win32" else None
    return base or sys.executable


def command(program: str, *words: str) -> list[str]:
    """Return the command that runs a program."""
    return [python(), program, *words]


EXITS_WITH_5 = command(LEAVE, "error", "5")
EXITS_WITH_0 = command(LEAVE, "normal")
DIES_OF_MEMORY = command(LEAVE, "memory")
FAMILY = command(PARENT)


@contextmanager
def running(program: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program while the block lasts, once it has printed its first line; then stop it."""
    pipe = subprocess.PIPE
    child = subprocess.Popen(command(program, *words), stdin=pipe, stdout=pipe, text=True)
    try:
        assert child.stdout is not None
        child.stdout.readline()
        yield child
    finally:
        _end(child)


@contextmanager
def family() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run a parent that has one child; lend the parent and the pid of its child, then stop both."""
    parent = subprocess.Popen(FAMILY, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    child = None
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        yield parent, child
    finally:
        _end(parent)
        with suppress(ProcessGone):
            if child is not None:
                stop(child)


def _end(child: subprocess.Popen[str]) -> None:
    if child.poll() is None:
        stop(child)
    child.communicate()


def view_of_a_child(method: str) -> dict[str, bool]:
    """Return what a child that is started by `method` sees of its parent, in a clean process."""
    if method not in multiprocessing.get_all_start_methods():
        return VIEWS[method]
    done = subprocess.run(command(SEES, method), capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def table_of_views() -> str:
    """Return what a child sees under each start method, as a table in words."""
    views = {method: view_of_a_child(method) for method in METHODS}
    missing = set(METHODS) - set(multiprocessing.get_all_start_methods())
    lines = [" " * 20 + "".join(f"{method:<12}" for method in METHODS)]
    for what in views["spawn"]:
        words = ("yes" if views[method][what] else "no" for method in METHODS)
        lines.append(f"{what:<20}" + "".join(f"{word:<12}" for word in words))
    if missing:
        lines.append(f"{', '.join(sorted(missing))}: {NOTE}")
    return "\n".join(line.rstrip() for line in lines)


def before_and_after_exec() -> list[dict[str, Any]]:
    """Run `become.py`: return its own report, and that of the program which it becomes."""
    if not HAS_FORK:  # Windows starts a second process instead
        print(NOTE)
        return BECAME
    done = subprocess.run(command(BECOME), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def raw_status(*way: str) -> int:
    """Start `leave.py` by posix_spawn; return the status that waitpid gives, as it is."""
    if not hasattr(os, "posix_spawn"):
        print(NOTE)
        return STATUSES[way]
    pid = os.posix_spawn(sys.executable, command(LEAVE, *way), os.environ)
    return os.waitpid(pid, 0)[1]


def fits(code: object, kind: EndingKind, platform: str | None = None) -> bool:
    """Tell whether an exit code tells of an ending of this kind.

    Windows cannot tell every end by another process from an error exit: any code but 0 will do.
    """
    if type(code) is not int:
        return False
    found = read_exit_code(code, platform).kind
    if (platform or sys.platform) == "win32" and kind in (EndingKind.KILLED, EndingKind.FATAL):
        return found not in (EndingKind.NORMAL, EndingKind.STILL_RUNNING)
    return found is kind


def produce_and_see(module: ModuleType, ending: str) -> dict[str, Any]:
    """Return the exit code that `produce` gives, and whether the system saw a child collected.

    A child may be killed before its Python has begun. Then nobody has seen it but the system, which
    counts what collected children used. Windows does not: there, the code has to do.
    """
    before = _used_by_children()
    code = module.produce(ending)
    return {"code": code, "a child was collected": _used_by_children() != before or not HAS_FORK}


def _used_by_children() -> object:
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_CHILDREN)


def begins_as_it_should(process: Any, script: Sequence[str]) -> bool:
    """Tell whether a script's child was created in this system's way: a fork, where there is one.

    A fork shows the command line of the script itself.
    """
    return not HAS_FORK or tuple(process.command[-len(script) :]) == tuple(script)


def expected_beginning() -> str:
    """Say in words what `begins_as_it_should` looks for."""
    return "a child that is a fork of the script" if HAS_FORK else "a child of the script"


def family_seen(outcome: Any) -> bool:
    """Tell whether the pids of a parent and its child are those of real processes of a call."""
    parents = {process.pid: process.parent_pid for process in outcome.started}
    found = outcome.value
    mine: bool = parents.get(found["parent"]) == outcome.pid
    return mine and parents.get(found["child"]) == found["parent"]


def adopted(found: Mapping[str, Any]) -> bool:
    """Tell whether an orphan got a new parent; on Windows nobody adopts."""
    same = found["adopted by"] == found["parent"]
    return type(found["adopted by"]) is int and same is not HAS_FORK

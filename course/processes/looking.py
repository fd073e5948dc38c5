"""Look at processes: one, a tree of them, or one until it is in a certain state."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import psutil

from course.processes.naming import helper_of, names_of_children, title_of
from course.processes.records import AnyProcess, Node, ProcessGone, ProcessRecord, handle
from course.processes.states import State, state_from

LOOKS = 20  # a thousandth of a second apart


def look_at(process: AnyProcess) -> ProcessRecord:
    """Return the record of one process; ProcessGone where there is none."""
    found = handle(process)
    try:
        parent = found.parent()
    except psutil.Error:
        parent = None
    return _record(found, _command_if_told(parent) if parent else ())


def tree(process: AnyProcess | None = None) -> Node:
    """Return `process` (this one if None) with all its descendants."""
    root = handle(os.getpid() if process is None else process)
    records = {root.pid: look_at(root)}
    below: dict[int, list[int]] = {}
    for found in _children(root):
        try:
            parent = found.ppid()
            above = records.get(parent)
            record = _record(found, above.command if above else ())
        except (psutil.NoSuchProcess, ProcessGone):
            continue
        if above and above.helper == "check runner":
            record = replace(record, helper=above.helper)
        records[found.pid] = record
        below.setdefault(parent, []).append(found.pid)

    def node(pid: int) -> Node:
        return Node(records[pid], tuple(node(child) for child in below.get(pid, ())))

    return node(root.pid)


def descendants(process: AnyProcess | None = None) -> tuple[ProcessRecord, ...]:
    """Return the records of all processes below `process`, parents before their children."""
    return tuple(record for depth, record in tree(process).walk() if depth)


def wait_for_state(process: AnyProcess, *states: State, deadline: float = 5.0) -> ProcessRecord:
    """Poll until `process` is in one of `states`; TimeoutError after `deadline` seconds."""
    found = handle(process)
    give_up = time.monotonic() + deadline
    while (record := look_at(found)).state not in states:
        if time.monotonic() >= give_up:
            wanted = " or ".join(states)
            raise TimeoutError(
                f"{record.title} is {record.state}, not {wanted}, after {deadline:g} s."
            )
        time.sleep(0.01)
    return record


def wait_for_end(process: AnyProcess, deadline: float = 5.0) -> State:
    """Poll until `process` has ended, without collecting it; TimeoutError after `deadline` seconds.

    Return State.ZOMBIE where the system still keeps its record, State.ENDED where nothing is left.
    """
    try:
        return wait_for_state(process, State.ZOMBIE, State.ENDED, deadline=deadline).state
    except ProcessGone:
        return State.ENDED


def _children(root: psutil.Process) -> list[psutil.Process]:
    """Return the descendants of `root` in the order of their creation, so parents come first."""
    try:
        found = root.children(recursive=True)
    except psutil.Error:
        return []
    return sorted(found, key=lambda process: (process.create_time(), process.pid))


def _record(process: psutil.Process, parents_command: tuple[str, ...]) -> ProcessRecord:
    with process.oneshot():
        try:
            state = state_from(process.status())
            name, created, parent = process.name(), process.create_time(), process.ppid()
        except psutil.ZombieProcess:  # macOS tells little about a zombie, beyond that it is one
            state, name, created, parent = State.ZOMBIE, "", None, None
        except psutil.NoSuchProcess:
            raise ProcessGone(process.pid) from None
        except psutil.AccessDenied:
            state, name, created, parent = State.UNKNOWN, "", None, None
        command = _command_if_told(process)
        helper = helper_of(command, parents_command)
        return ProcessRecord(
            pid=process.pid,
            parent=parent,
            name=name,
            title=names_of_children().get(process.pid)
            or helper
            or title_of(command)
            or name
            or "process",
            state=state,
            command=command,
            created=created,
            rss=_memory(process),
            threads=_threads(process),
            helper=helper,
            seen=time.time(),
        )


def command_line(process: psutil.Process) -> tuple[str, ...]:
    """Read the command line; in the middle of an exec there is none, so look again for a moment."""
    for _ in range(LOOKS):
        if command := tuple(process.cmdline()):
            return command
        time.sleep(0.001)
    return ()


def _command_if_told(process: psutil.Process) -> tuple[str, ...]:
    try:
        return command_line(process)
    except (psutil.Error, OSError):
        return ()


def _memory(process: psutil.Process) -> int | None:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return None


def _threads(process: psutil.Process) -> int | None:
    try:
        return int(process.num_threads())
    except psutil.Error:
        return None

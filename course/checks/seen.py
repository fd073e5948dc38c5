"""Processes that the runner has seen: what the operating system says of them."""

from __future__ import annotations

import os
import re
import socket
import struct
import sys
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

import psutil

PEER_CREDENTIALS = 17  # SO_PEERCRED, named in socket only where it exists
LOCAL_PEER_PID = (0, 2)  # SOL_LOCAL, LOCAL_PEERPID of macOS
# What multiprocessing starts its own services with, to the letter.
HELPER = re.compile(
    r"from multiprocessing\.(resource_tracker import main; ?main\(\d+\)"
    r"|forkserver import main; ?main\(\d+, [^;\n]*\))"
)
PYTHON = os.path.realpath(sys.executable)
OWN_COMMAND = psutil.Process().cmdline()[:20]


@dataclass
class Seen:
    """A process of this call, as the operating system describes it."""

    process: psutil.Process
    parent_pid: int
    started: float
    from_helper: bool = False
    is_python: bool = True
    command: list[str] = field(default_factory=list)
    ended: float | None = None
    stands_for: list[str] = field(default_factory=list)

    @property
    def helper(self) -> bool:
        """Tell multiprocessing's own service processes from a student's.

        What the fork server forks shows its command line, yet is the student's process.
        """
        named = any(HELPER.fullmatch(word) for word in self.command)
        return named and self.is_python and not self.from_helper

    def look(self) -> None:
        """Read the command line again: an exec replaces it.

        A child of the warmer has the runner's; it stands for another.
        """
        try:
            self.command = self.process.cmdline()[:20] or self.command
            if sys.platform == "linux":  # elsewhere what runs in the end has another name
                # Not by psutil: in the middle of an exec it may not look, guesses by the command
                # line, and keeps that guess for good.
                self.is_python = os.readlink(f"/proc/{self.process.pid}/exe") == PYTHON
        except (psutil.Error, OSError):
            pass  # it has ended; what it was is known
        if self.stands_for and self.command in (OWN_COMMAND, []):
            self.command = self.stands_for

    def as_json(self) -> dict[str, Any]:
        """Return the evidence record that the check will see."""
        return {
            "pid": self.process.pid,
            "parent_pid": self.parent_pid,
            "started": self.started,
            "ended": self.ended,
            "command": [word[:200] for word in self.command],
            "helper": self.helper,
        }


def descends(pid: int, ours: Set[int]) -> bool:
    """Tell whether a process is one of ours, or descends from one."""
    try:
        process = psutil.Process(pid)
        above = {pid, process.ppid(), *(parent.pid for parent in process.parents())}
    except psutil.Error:
        return False
    return not ours.isdisjoint(above)


def alive(process: psutil.Process) -> bool:
    """Tell whether a process still runs; a zombie does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def peer_pid(connection: socket.socket) -> int | None:
    """Ask the system which process is at the other end, where it can tell."""
    try:
        if sys.platform == "linux":
            raw = connection.getsockopt(socket.SOL_SOCKET, PEER_CREDENTIALS, 12)
            return int(struct.unpack("3i", raw)[0]) or None
        if sys.platform == "darwin":
            return connection.getsockopt(*LOCAL_PEER_PID) or None
    except OSError:
        return None
    return None

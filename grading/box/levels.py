"""Find out what protection this machine can give, by trying it."""

from __future__ import annotations

import enum
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grading.box import seccomp
from grading.box.cgroups import Group, NoCgroups
from grading.box.limits import Limits

# ids that neither people nor distributions nor containers are given, and what to do without them
_OWN_UIDS = (1_900_000_000, 60_700)


class Level(enum.IntEnum):
    """How well a box protects; a higher level promises all that a lower one does."""

    WEAK = 1
    STRONG = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Protection:
    """The level that this machine gives and, line by line, why."""

    level: Level
    reasons: tuple[str, ...]
    bwrap: str = ""
    root: bool = False
    base_uid: int = 0
    limits_processes_per_box: bool = False

    def __str__(self) -> str:
        """Return the level and its reasons, one a line."""
        return "\n".join([f"box: {self.level.name.lower()}", *(f"  {r}" for r in self.reasons)])


def _mapped(uid: int) -> bool:
    """Tell whether this user namespace has such a user."""
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, length = (int(word) for word in line.split())
        if first <= uid < first + length:
            return True
    return False


def _counts_processes_per_namespace() -> bool:
    """Tell whether RLIMIT_NPROC counts each user namespace by itself (Linux 5.14)."""
    major, minor = (int(part) for part in platform.release().split(".")[:2])
    return (major, minor) >= (5, 14)


def _no_bubblewrap() -> str:
    """Say why bubblewrap cannot be used; empty if it can."""
    if sys.platform != "linux":
        return f"bubblewrap does not exist on {platform.system()}"
    path = shutil.which("bwrap", path="/usr/bin:/usr/local/bin:/bin")
    if path is None:
        return "bubblewrap is not installed (package `bubblewrap`)"
    if seccomp.machine() is None:
        return f"no system call filter for {platform.machine()} processors"
    user = [] if os.getuid() == 0 else ["--unshare-user"]
    trial = [path, *user, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    trial += ["--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc", "--", "/bin/true"]
    done = subprocess.run(trial, capture_output=True, text=True, timeout=20, env={})
    if done.returncode:
        return f"bubblewrap does not work here: {done.stderr.strip() or done.returncode}"
    return ""


@cache
def probe() -> Protection:
    """Try out what the machine offers; the answer holds for the life of this process."""
    trouble = _no_bubblewrap()
    if trouble:
        return Protection(Level.WEAK, (trouble, *_weak_means()))
    root = os.getuid() == 0
    base = next((uid for uid in _OWN_UIDS if _mapped(uid)), 0)
    if root and not base:
        return Protection(Level.WEAK, ("no spare user to become", *_weak_means()))
    per_box = root or _counts_processes_per_namespace()
    reasons = ["bubblewrap: own processes, network, files, messages; system calls filtered"]
    reasons.append(
        "started as root: every box is a user of its own"
        if root
        else "started by an ordinary user: every box is a user namespace of its own"
    )
    if not per_box:
        reasons.append("this kernel cannot count the processes of one box by rlimits")
    level = Level.STRONG
    try:
        Group.create(f"course-probe-{os.getpid()}", Limits()).end()
        level = Level.FULL
        reasons.append("control groups bound processes, memory and processor time of a box")
    except NoCgroups as error:
        reasons.append(f"no control groups, so total memory is only watched: {error}")
        if not per_box:
            return Protection(Level.WEAK, (*reasons, *_weak_means()))
    return Protection(
        level,
        tuple(reasons),
        bwrap=shutil.which("bwrap", path="/usr/bin:/usr/local/bin:/bin") or "",
        root=root,
        base_uid=base,
        limits_processes_per_box=per_box,
    )


def _weak_means() -> tuple[str, ...]:
    if sys.platform == "win32":
        return ("a job object ends what was started; files and network are open",)
    return ("limits for each process, a deadline, a sweep; files and network are open",)

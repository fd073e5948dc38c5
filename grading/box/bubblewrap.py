"""Put a command line into bubblewrap: own namespaces, own user, filtered system calls."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from grading.box import seccomp, view
from grading.box.levels import Protection
from grading.box.limits import Limits

_NAMESPACES = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")
_ENTRY_CAPABILITIES = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")


@dataclass(frozen=True, slots=True)
class Boxed:
    """A command line ready to be launched, and the descriptors that must go along."""

    argv: list[str]
    pass_fds: list[int] = field(default_factory=list)


def _in_memory(stack: ExitStack, content: bytes) -> int:
    """Return a descriptor from which bubblewrap can read `content`; closed with the stack."""
    descriptor = os.memfd_create("box", 0)
    stack.callback(os.close, descriptor)
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def limit_steps(limits: Limits, *, count_processes: bool) -> list[str]:
    """Return the entry step's words for the limits of each single process."""
    values = {
        "AS": limits.address_space,
        "CORE": 0,
        "CPU": max(1, int(limits.seconds * limits.cpus)),
        "FSIZE": limits.file_size,
        "MEMLOCK": 1 << 20,
        "MSGQUEUE": 1 << 20,
        "NOFILE": limits.open_files,
        "SIGPENDING": 4 * limits.processes,
    }
    if count_processes:
        values["NPROC"] = limits.processes
    return [f"limit={name}:{value}" for name, value in values.items()]


def boxed(
    argv: Sequence[str],
    protection: Protection,
    limits: Limits,
    uid: int,
    stack: ExitStack,
    *,
    extra: Iterable[Path] = (),
    hidden: Iterable[Path] = (),
    info: int | None = None,
    watch: int | None = None,
) -> Boxed:
    """Return the command line that runs `argv` in a box.

    Args:
        uid: the user to become if started by root; else our own.
        stack: closes, after the launch, what the launch needed.
        info: where bubblewrap writes the pid of the box's first process.
        watch: socket over which the box sends the listener for new processes.
    """
    here = seccomp.machine()
    assert here is not None, "probe() refuses machines without a filter"
    bounds = f"{limits.folder}:{limits.inodes}"
    steps = [f"remount={path}:{bounds}" for path in (view.FOLDER, view.SHARED_MEMORY)]
    steps += limit_steps(limits, count_processes=protection.limits_processes_per_box)
    steps += ["drop=1", f"chdir={view.FOLDER}"]
    options = [*_NAMESPACES, "--unshare-cgroup-try", "--die-with-parent", "--new-session"]
    options += ["--hostname", "box", "--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"]
    if protection.root:
        steps += [f"uid={uid}", f"gid={uid}"]
        for capability in _ENTRY_CAPABILITIES:
            options += ("--cap-add", capability)
    else:
        options += ("--unshare-user", "--cap-add", "CAP_SETPCAP")
    options += view.mounts(extra, hidden, limits.folder)
    descriptors = []
    for path, content in view.small_files(uid, uid if protection.root else os.getgid()).items():
        descriptors.append(_in_memory(stack, content))
        options += ("--perms", "0644", "--file", str(descriptors[-1]), path)
    descriptors.append(_in_memory(stack, seccomp.deny_program(here)))
    options += ("--seccomp", str(descriptors[-1]), "--remount-ro", "/")
    if info is not None:
        descriptors.append(info)
        options += ("--info-fd", str(info))
    if watch is not None:
        descriptors.append(watch)
        steps += [f"watch={watch}", f"program={seccomp.watch_program(here).hex()}"]
    # over a descriptor, or the box could read the machine's paths in /proc/1/cmdline
    descriptors.append(_in_memory(stack, b"\0".join(o.encode() for o in options)))
    entry = [sys.executable, "-I", "-S", view.ENTRY, *steps, "--", *argv]
    return Boxed([protection.bwrap, "--args", str(descriptors[-1]), "--", *entry], descriptors)

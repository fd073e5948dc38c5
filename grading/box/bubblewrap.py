"""Put a command line into bubblewrap: own namespaces, own user, filtered system calls."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grading.box import seccomp, view
from grading.box.levels import Protection
from grading.box.limits import Limits

_PATIENCE = 10.0
_NAMESPACES = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")
_ENTRY_CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETPCAP", "CAP_SETUID", "CAP_SETGID")
_ZYGOTE_CAPABILITIES = (*_ENTRY_CAPABILITIES, "CAP_NET_ADMIN")


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


def steps_inside(protection: Protection, limits: Limits, uid: int) -> list[str]:
    """Return the entry step's words: bound the folders, become the user, limit each process."""
    bounds = f"{limits.folder}:{limits.inodes}"
    steps = [f"remount={path}:{bounds}" for path in (view.FOLDER, view.SHARED_MEMORY)]
    steps += limit_steps(limits, count_processes=protection.limits_processes_per_box)
    steps += ["drop=1", f"chdir={view.FOLDER}"]
    return [*steps, f"uid={uid}", f"gid={uid}"] if protection.root else steps


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
    zygote: bool = False,
) -> Boxed:
    """Return the command line that runs `argv` in a box.

    Args:
        uid: the user that the box's processes are.
        stack: closes, after the launch, what the launch needed.
        info: where bubblewrap writes the pid of the box's first process.
        zygote: run a trusted program that will itself make boxes; it keeps the rights for that.
    """
    here = seccomp.machine()
    assert here is not None, "probe() refuses machines without a filter"
    options = [*_NAMESPACES, "--unshare-cgroup-try", "--die-with-parent", "--new-session"]
    options += ["--hostname", "box", "--cap-drop", "ALL"]
    if not protection.root:
        options.append("--unshare-user")
    for capability in _ZYGOTE_CAPABILITIES if zygote else _ENTRY_CAPABILITIES:
        options += ("--cap-add", capability)
    options += view.mounts(extra, hidden, limits.folder)
    descriptors = []
    for path, content in view.small_files(uid, uid if protection.root else os.getgid()).items():
        descriptors.append(_in_memory(stack, content))
        options += ("--perms", "0644", "--file", str(descriptors[-1]), path)
    options += ("--remount-ro", "/")
    if not zygote:
        descriptors.append(_in_memory(stack, seccomp.deny_program(here)))
        options += ("--seccomp", str(descriptors[-1]))
        steps = steps_inside(protection, limits, uid)
        argv = [sys.executable, "-I", "-S", view.ENTRY, *steps, "--", *argv]
    if info is not None:
        descriptors.append(info)
        options += ("--info-fd", str(info))
    # over a descriptor, or the box could read the machine's paths in /proc/1/cmdline
    descriptors.append(_in_memory(stack, b"\0".join(o.encode() for o in options)))
    return Boxed([protection.bwrap, "--args", str(descriptors[-1]), "--", *argv], descriptors)


def launch(
    argv: Sequence[str],
    protection: Protection,
    limits: Limits,
    uid: int,
    environment: Mapping[str, str],
    enter: Sequence[str],
    popen: dict[str, Any],
    *,
    extra: Iterable[Path] = (),
    hidden: Iterable[Path] = (),
    zygote: bool = False,
) -> tuple[subprocess.Popen[bytes], int]:
    """Start `argv` in a box; return its process and what `first_pid` reads (and closes).

    Args:
        enter: a command prefix that joins the box's control group.
        popen: what else `subprocess.Popen` is told.
    """
    reading, writing = os.pipe()
    try:
        with ExitStack() as during:
            during.callback(os.close, writing)
            ready = boxed(
                argv,
                protection,
                limits,
                uid,
                during,
                extra=extra,
                hidden=hidden,
                info=writing,
                zygote=zygote,
            )
            process = subprocess.Popen(
                [*enter, *ready.argv],
                cwd="/",
                env=environment,
                start_new_session=True,
                pass_fds=[*popen.pop("pass_fds", ()), *ready.pass_fds],
                **popen,
            )
    except BaseException:
        os.close(reading)
        raise
    return process, reading


def first_pid(info: int) -> int | None:
    """Read from bubblewrap which process is the first inside; None if it never got so far."""
    text = b""
    deadline = time.monotonic() + _PATIENCE
    try:
        while select.select([info], [], [], max(0.0, deadline - time.monotonic()))[0]:
            piece = os.read(info, 4096)
            text += piece
            with contextlib.suppress(ValueError):
                return int(json.loads(text)["child-pid"])
            if not piece:
                break
        return None
    finally:
        os.close(info)


def end(process: subprocess.Popen[bytes], first: int | None) -> None:
    """End what `launch` started and wait until the last process inside has gone."""
    descriptor = None
    if first is not None and process.poll() is None:  # while bubblewrap lives the pid is right
        with contextlib.suppress(ProcessLookupError):
            descriptor = os.pidfd_open(first)
    process.kill()
    process.wait()
    if descriptor is not None:
        select.select([descriptor], [], [], _PATIENCE)
        os.close(descriptor)

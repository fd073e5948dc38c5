"""Start runners quickly: fork them from a warm interpreter instead of starting it each time.

The interpreter (`grading.box.zygote`) lives in bubblewrap and runs nothing of a student's. Every
runner that it forks gets namespaces, folders, a user and a control group of its own, as if
bubblewrap had started it.
"""

from __future__ import annotations

import array
import json
import os
import secrets
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grading.box import bubblewrap, seccomp, view
from grading.box.levels import Level, Protection, probe
from grading.box.limits import Limits
from grading.box.nursling import Nursling, streams
from grading.box.records import Slot, identify

MARKER = "COURSE_BOX"
RUNNER = "course.checks.runner"
_PATIENCE = 20.0
_CREDENTIALS = struct.Struct("3i")


class NurseryLost(RuntimeError):
    """The warm interpreter has gone or does not answer."""


class Nursery:
    """A warm interpreter from which boxes can be started; share one among many boxes.

    Raises:
        NurseryLost: if it does not come up.
    """

    def __init__(
        self,
        *,
        show: Iterable[Path] = (),
        hide: Iterable[Path] = (),
        protection: Protection | None = None,
    ) -> None:
        self.protection = protection or probe()
        if self.protection.level < Level.STRONG:
            raise NurseryLost("a nursery needs bubblewrap")
        self._show, self._hide = tuple(show), tuple(hide)
        self._turn = threading.Lock()
        self._over = threading.Event()
        self._up = threading.Event()

    def __enter__(self) -> Self:
        """Start the interpreter and wait until it is warm."""
        self._slot = Slot.take()
        self._slot.trace.marker = secrets.token_hex(16)
        self._slot.write()
        self._orders, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process: subprocess.Popen[bytes] | None = None
        # bubblewrap dies with the *thread* that started it: this one stays
        self._keeper = threading.Thread(target=self._keep, name="nursery keeper", daemon=True)
        self._keeper.start()
        self._up.wait(_PATIENCE)
        self._orders.settimeout(_PATIENCE)
        if self._process is None or self._orders.recv(16) != b"ready":
            self.close()
            raise NurseryLost("the warm interpreter did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the interpreter, and with it whatever it has forked."""
        self.close()

    def close(self) -> None:
        """End the interpreter, and with it whatever it has forked."""
        self._orders.close()
        self._over.set()
        self._keeper.join(_PATIENCE)
        self._slot.give_back()

    def _keep(self) -> None:
        first = None
        try:
            argv = [sys.executable, "-P", view.ZYGOTE, str(self._theirs.fileno()), RUNNER]
            self._process, reading = bubblewrap.launch(
                argv,
                self.protection,
                Limits(),
                os.getuid(),
                {**view.environment(), MARKER: self._slot.trace.marker},
                [],
                {
                    "stdin": subprocess.DEVNULL,
                    "stdout": subprocess.DEVNULL,
                    "pass_fds": [self._theirs.fileno()],
                },
                extra=self._show,
                hidden=self._hide,
                zygote=True,
            )
            first = bubblewrap.first_pid(reading)
            for pid in (self._process.pid, first):
                if pid is not None and (known := identify(pid)) is not None:
                    self._slot.trace.processes.append(known)
            self._slot.write()
        finally:
            self._theirs.close()
            self._up.set()
        self._over.wait()
        bubblewrap.end(self._process, first)

    def alive(self) -> bool:
        """Tell whether the interpreter is still there to fork from."""
        return (
            not self._over.is_set() and self._process is not None and self._process.poll() is None
        )

    def can_start(self, argv: Sequence[str]) -> bool:
        """Tell whether this is a command of the interpreter's kind: Python, a module or code."""
        return _python_work(argv) is not None and not self._over.is_set()

    def start(
        self,
        argv: Sequence[str],
        limits: Limits,
        uid: int,
        environment: dict[str, str],
        groups: Iterable[Path],
        popen: dict[str, Any],
    ) -> Nursling:
        """Fork a runner into a box of its own, in these control groups.

        Raises:
            NurseryLost: if that failed; nothing is left running then.
        """
        here = seccomp.machine()
        assert here is not None
        steps = bubblewrap.limit_steps(
            limits, count_processes=self.protection.limits_processes_per_box
        )
        pairs = [step.removeprefix("limit=").split(":") for step in steps]
        order = {
            "root": self.protection.root,
            "uid": uid,
            "gid": uid if self.protection.root else os.getgid(),
            "limits": [(name, int(value)) for name, value in pairs],
            "folders": [view.FOLDER, view.SHARED_MEMORY],
            "kept": view.below_the_folders(self._show),
            "bytes": limits.folder,
            "inodes": limits.inodes,
            "filter": seccomp.deny_program(here).hex(),
            "environment": environment,
            **(_python_work(argv) or {}),
        }
        with ExitStack() as ours:
            ends, theirs = streams(popen)
            for end in ends:
                if end is not None:
                    ours.callback(end.close)
            control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            ours.callback(control.close)
            control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            control.settimeout(_PATIENCE)
            rights = array.array("i", [far.fileno(), *theirs])
            try:
                with self._turn:
                    self._orders.sendmsg(
                        [json.dumps(order).encode()],
                        [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)],
                    )
            except OSError as error:
                raise NurseryLost(f"the warm interpreter is gone: {error}") from error
            finally:
                far.close()
                for descriptor in theirs:
                    os.close(descriptor)
            guard = _arrival(control, b"g")
            ours.callback(os.close, os.pidfd_open(guard))
            for folder in groups:
                (folder / "cgroup.procs").write_text(f"{guard}\n")
            control.send(b"g")
            first = _arrival(control, b"f")
            first_fd = os.pidfd_open(first)
            control.send(b"f")
            ours.pop_all()
        return Nursling(argv, guard, first, first_fd, control, ends)


def _python_work(argv: Sequence[str]) -> dict[str, Any] | None:
    """Read `python [-P] -m MODULE` or `python [-P] -c CODE`; None if it is anything else."""
    words = [word for word in argv if word != "-P"]
    if len(words) < 3 or words[0] != sys.executable or words[1] not in ("-m", "-c"):
        return None
    kind = "module" if words[1] == "-m" else "code"
    return {kind: words[2], "arguments": words[3:]}


def _arrival(control: socket.socket, expected: bytes) -> int:
    """Wait for a layer of the box to report; return its pid, as the kernel gives it to us."""
    try:
        text, notes, _, _ = control.recvmsg(16, socket.CMSG_SPACE(_CREDENTIALS.size))
    except OSError as error:
        raise NurseryLost(f"the box did not come up: {error}") from error
    for _, kind, data in notes:
        if text == expected and kind == socket.SCM_CREDENTIALS:
            return int(_CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0])
    raise NurseryLost("the box did not come up")

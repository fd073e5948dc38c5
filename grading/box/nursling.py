"""A process that is no child of ours, with the manners of `subprocess.Popen`."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import IO, Any, cast


def streams(popen: dict[str, Any]) -> tuple[list[IO[bytes] | None], list[int]]:
    """Make the three standard streams as `Popen` would; return our ends and the box's."""
    ours: list[IO[bytes] | None] = []
    theirs: list[int] = []
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        wanted = popen.pop(name, None)
        if wanted == subprocess.PIPE:
            reading, writing = os.pipe()
            mine, far = (writing, reading) if number == 0 else (reading, writing)
            ours.append(os.fdopen(mine, "wb" if number == 0 else "rb"))
            theirs.append(far)
            continue
        ours.append(None)
        if wanted == subprocess.STDOUT:
            theirs.append(os.dup(theirs[1]))
        elif wanted is None:
            theirs.append(os.dup(number))
        elif wanted == subprocess.DEVNULL:
            theirs.append(os.open(os.devnull, os.O_RDWR))
        else:
            theirs.append(os.dup(wanted if isinstance(wanted, int) else wanted.fileno()))
    if popen:
        raise TypeError(f"a nursery does not know {', '.join(sorted(popen))}")
    return ours, theirs


class Nursling(subprocess.Popen[bytes]):
    """A runner forked by a nursery, with the manners of `subprocess.Popen`.

    It is no child of ours: the box's guard tells us how it ended.
    """

    def __init__(
        self,
        argv: Sequence[str],
        guard: int,
        first: int,
        first_fd: int,
        control: socket.socket,
        streams: Sequence[IO[bytes] | None],
    ) -> None:
        self.args = list(argv)
        self.pid = guard
        self.first = first
        self.first_fd = first_fd
        self.stdin, self.stdout, self.stderr = streams
        self.returncode = cast("int", None)
        self._control = control
        self._telling = threading.Lock()

    def __del__(self, *_: Any) -> None:
        """Do nothing: there is no child of ours to reap."""

    def poll(self) -> int | None:
        """Return the exit code if the runner has ended."""
        return self._ask(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit code, 128 + n after signal n."""
        code = self._ask(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        return code

    def _ask(self, timeout: float | None) -> int | None:
        with self._telling:
            if self.returncode is None:
                if not select.select([self._control], [], [], timeout)[0]:
                    return None
                try:
                    told = self._control.recv(4)
                except OSError:
                    told = b""
                code = struct.unpack("i", told)[0] if len(told) == 4 else -signal.SIGKILL
                self.returncode = code
                self._control.close()
            return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the box's first process; SIGKILL ends all that is inside."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.first_fd, number)

    def terminate(self) -> None:
        """End the box: its first process heeds no gentler signal."""
        self.kill()

    def kill(self) -> None:
        """End the box."""
        self.send_signal(signal.SIGKILL)

    def communicate(  # type: ignore[override]
        self, input: bytes | None = None, timeout: float | None = None
    ) -> tuple[bytes | None, bytes | None]:
        """Send `input`, read both outputs to their ends, wait."""
        deadline = None if timeout is None else time.monotonic() + timeout
        read: dict[int, bytes] = {}
        readers = [
            threading.Thread(target=_drain, args=(stream, number, read), daemon=True)
            for number, stream in ((1, self.stdout), (2, self.stderr))
            if stream is not None
        ]
        for reader in readers:
            reader.start()
        if self.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.stdin.write(input or b"")
                self.stdin.close()
        for reader in readers:
            reader.join(None if deadline is None else max(0.0, deadline - time.monotonic()))
            if reader.is_alive():
                raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        self.wait(None if deadline is None else max(0.0, deadline - time.monotonic()))
        return read.get(1), read.get(2)


def _drain(stream: IO[bytes], number: int, read: dict[int, bytes]) -> None:
    with contextlib.suppress(OSError, ValueError):
        read[number] = stream.read()
        stream.close()

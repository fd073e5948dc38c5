"""The runner's lines: one to whoever commands it, one to the calls and what they start."""

from __future__ import annotations

import json
import os
import socket
import threading
from typing import IO, Any

MAX_COMMAND = 16 * 2**20


class CommandLine:
    """The runner's own line to whoever commands it; a socket or pipe that can be selected."""

    def __init__(self) -> None:
        commands = os.dup(0)
        self._replies: IO[bytes] = os.fdopen(os.dup(1), "wb")
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        os.close(null)
        self.descriptor = commands if os.name == "posix" else _pumped(commands)
        self._buffer = b""
        self.closed = False

    def read(self) -> bytes:
        """Return what has arrived; b"" at the end of the input."""
        if isinstance(self.descriptor, int):
            data = os.read(self.descriptor, 65536)
        else:
            data = self.descriptor.recv(65536)
        self.closed = self.closed or not data
        return data

    def next_command(self) -> dict[str, Any] | None:
        """Wait for one command; None when there will be no more."""
        while b"\n" not in self._buffer:
            data = self.read()
            if not data or len(self._buffer) > MAX_COMMAND:
                return None
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        command: dict[str, Any] = json.loads(line)
        return command

    def hang_up_seen(self) -> bool:
        """Take in what arrived during a call; tell whether the commander has gone."""
        self._buffer += self.read()
        return self.closed

    def answer(self, reply: dict[str, Any]) -> None:
        """Send one reply."""
        self._replies.write(json.dumps(reply).encode() + b"\n")
        self._replies.flush()

    def close(self) -> None:
        """Let go of both ends; a forked call must not hold them."""
        if isinstance(self.descriptor, int):
            os.close(self.descriptor)
        else:
            self.descriptor.close()
        os.close(self._replies.fileno())


def _pumped(descriptor: int) -> socket.socket:
    """Carry a pipe's bytes to a socket, for Windows, where only sockets can be selected."""
    ours, theirs = socket.socketpair()

    def pump() -> None:
        while data := os.read(descriptor, 65536):
            theirs.sendall(data)
        theirs.close()

    threading.Thread(target=pump, daemon=True).start()
    return ours


class Listener:
    """Where calls and the processes they start report; known to them through the environment."""

    def __init__(self, folder: str) -> None:
        if hasattr(socket, "AF_UNIX") and os.name == "posix":
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            path = os.path.join(folder, "r")
            self.socket.bind(path)
            self._address = path
        else:
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self.socket.bind(("127.0.0.1", 0))
            self._address = "{} {}".format(*self.socket.getsockname())
        self.socket.listen(128)
        self.socket.setblocking(False)

    def address(self, token: str) -> str:
        """Return what goes into the environment of a call."""
        return f"{token} {self._address}"

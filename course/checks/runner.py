"""The runner: a fresh process that is given a student's modules and makes calls into them.

`python -m course.checks.runner` obeys JSON lines on its standard input and answers on its
standard output, which it takes for itself before any other code runs:

    {"op": "load", "modules": {NAME: source}}        -> {"loaded": n}
    {"op": "call", "module": …, "do": "call" | "get" | "drive" | "script", …} -> the outcome
    end of input                                     -> it ends every process it started, and exits

Each call runs in a child of its own, in a fresh folder, with a deadline. When the call is over,
every descendant is ended and counted, whatever it did to escape: on Linux orphans are adopted by
the runner; elsewhere the processes that answered the roll call are known by their pids.

The runner has one thread (so that it may fork) and never runs a student's code itself.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import tempfile
import threading
from typing import IO, Any

from course.checks.house import find_house, remove
from course.checks.one_call import OneCall
from course.checks.seal import seal
from course.checks.sweep import adopt_orphans

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


def main() -> None:
    """Obey until the input ends."""
    line = CommandLine()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted notebook closes our input instead
    seal()
    adopt_orphans()
    folder = tempfile.mkdtemp(prefix="course")
    house = find_house(spare=folder)
    listener = Listener(folder)
    modules: dict[str, str] = {}
    try:
        while (command := line.next_command()) is not None:
            if command["op"] == "load":
                modules = command["modules"]
                line.answer({"loaded": len(modules)})
            elif command["op"] == "call":
                token = secrets.token_hex(8)
                call = OneCall(command, modules, folder, listener.socket, token, line, house)
                line.answer(call.perform(listener.address(call.token)))
            else:
                line.answer({"problem": f"no such operation: {command['op']!r}"})
    except BrokenPipeError:
        pass  # nobody is left to answer
    finally:
        listener.socket.close()
        remove(folder)


if __name__ == "__main__":
    main()

"""Trusted clients for a student's server, and the child that it runs in."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from multiprocessing import Pipe, Process
from types import TracebackType
from typing import Any, Self

import psutil

from course.chat.client import NO_LINGER
from course.drivers.patience import QUIET, Patience, Why
from course.workers import socket_server as workers

NOTHING = "no answer"
HUNG_UP = "hung up"
LOOPBACK = ("127.0.0.1", 0)
PARTING = 5.0  # seconds for an error to be printed


class Client:
    """A trusted client: it says bytes, and hears with patience."""

    def __init__(self, address: tuple[str, int]) -> None:
        try:
            self.socket = socket.create_connection(address, timeout=5.0)
        except OSError:  # the server has failed already: this client will hear the end at once
            self.socket = socket.socket()
        self.socket.settimeout(0.05)
        self.heard = b""
        self.spins = False  # somebody computed without end while this client listened

    def say(self, data: bytes) -> None:
        """Send bytes; whether anybody is there to hear them shows later."""
        with suppress(OSError):
            self.socket.sendall(data)

    def listen(self, enough: Callable[[bytes], bool]) -> str:
        """Hear until that is `enough`: return "", or why it will never be."""
        patience = Patience()
        while not enough(self.heard):
            try:
                piece = self.socket.recv(65536)
            except TimeoutError:
                if patience.lost():
                    self.spins = patience.why is Why.SPINNING
                    return NOTHING
                continue
            except OSError:
                return HUNG_UP
            if not piece:
                return HUNG_UP
            self.heard += piece
        return ""

    def hear(self, size: int) -> bytes:
        """Return the next `size` bytes, or fewer if no more come."""
        self.listen(lambda heard: len(heard) >= size)
        piece, self.heard = self.heard[:size], self.heard[size:]
        return piece

    def hear_line(self) -> str:
        """Return the next line without its end, or why there is none."""
        if why := self.listen(lambda heard: b"\n" in heard):
            return why
        line, _, self.heard = self.heard.partition(b"\n")
        return line.decode("utf-8", "replace")

    def hears_the_end(self) -> bool:
        """Tell whether the server hangs up, saying nothing more."""
        return self.listen(lambda heard: heard != b"") == HUNG_UP

    def finish(self) -> None:
        """Say that nothing more will be said; go on listening."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def leave(self) -> None:
        """Close the connection."""
        self.socket.close()

    def reset(self) -> None:
        """End the connection as a crash does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.socket.close()


class Served:
    """A student's function in a child, with a listening socket as its first argument."""

    def __init__(self, function: Callable[..., Any], *args: Any) -> None:
        self._exits = ExitStack()
        self._clients: list[Client] = []
        self.outcome: dict[str, Any] = {}
        door = self._exits.enter_context(socket.create_server(LOOPBACK, backlog=16))
        self.address: tuple[str, int] = door.getsockname()
        self._start(function, (door, *args))
        door.close()  # from now on the child alone has it

    def _start(self, function: Callable[..., Any], args: Sequence[Any]) -> None:
        self._line, theirs = Pipe(duplex=False)
        self.process = Process(target=workers.report, args=(function, args, theirs))
        self.process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._exits.close()
        if self.process.is_alive():
            end_with_children(self.process)
        self.process.join()
        with self._line, suppress(EOFError):
            if not self.outcome and self._line.poll(0):
                self.outcome = self._line.recv()
        if self.outcome.get("raised", "").startswith("NotImplementedError"):
            raise NotImplementedError  # the answer is the starter: nothing else is to be said

    def client(self) -> Client:
        """Connect one more client; it leaves at the end of the block."""
        client = Client(self.address)
        self._clients.append(client)
        self._exits.callback(client.leave)
        return client

    def end(self, quiet: float = QUIET) -> str:
        """Wait for the function to return: "returned", "raised …", "waits", "spins" or "ended".

        It waits if it has done nothing for `quiet` seconds.
        """
        if any(client.spins for client in self._clients):
            return "spins"
        patience = Patience(quiet=quiet)
        while not self._line.poll(0.05):
            if patience.lost():
                return "spins" if patience.why is Why.SPINNING else "waits"
        try:
            self.outcome = self._line.recv()
        except EOFError:
            return "ended"
        if "raised" in self.outcome:
            self.process.join(PARTING)  # its last words are the traceback
            return f"raised {self.outcome['raised']}"
        return "returned"


def settle() -> None:
    """Wait until nobody below this process does anything, so that what happened is seen by all."""
    patience = Patience(seconds=5.0, quiet=0.4)  # a server that polls is never quite still
    while not patience.lost():
        time.sleep(0.05)


def end_with_children(process: Process) -> None:
    """Kill a process and all below it."""
    with suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
    process.kill()

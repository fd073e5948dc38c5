"""A socket that never makes its process wait: what cannot be sent yet is kept."""

from __future__ import annotations

import selectors
import socket
import time
from typing import Protocol

PIECE = 64 * 1024  # bytes that one recv may bring


class Stream:
    """Bytes in and out of a socket without ever blocking; `waiting` of them are not yet sent."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self.socket = sock
        self.ended = False  # the other end says nothing more
        self.broken = False  # and cannot be told anything either
        self.moved = time.monotonic()  # when a byte went out last, or nothing was waiting
        self._out = bytearray()

    def fileno(self) -> int:
        """Return the descriptor, so that a selector can watch this."""
        return self.socket.fileno()

    @property
    def waiting(self) -> int:
        """Return how many bytes are still to be sent."""
        return len(self._out)

    def read(self) -> bytes:
        """Return what has arrived; `b""` if nothing has: `ended` tells whether it ever will."""
        try:
            piece = self.socket.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError:  # reset by the other end
            self.ended = self.broken = True
            return b""
        self.ended = not piece
        return piece

    def write(self, data: bytes) -> None:
        """Send what can be sent now; keep the rest for `flush`."""
        if self._out:
            self._out += data  # it has to wait for its turn
            return
        self.moved = time.monotonic()
        sent = self._send(data)
        if sent < len(data) and not self.broken:
            self._out += data[sent:]

    def flush(self) -> None:
        """Send as much of what waits as goes without waiting."""
        while self._out and (sent := self._send(self._out[:PIECE])):
            del self._out[:sent]
            self.moved = time.monotonic()
        if self.broken:
            self._out.clear()  # nobody is there to take it

    def _send(self, data: bytes | bytearray) -> int:
        """Return how many bytes the system has taken."""
        try:
            return self.socket.send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            self.broken = True
            return 0

    def finish(self) -> None:
        """Tell the other end that nothing more will come; it can still speak."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:  # it has gone already
            self.broken = True

    def close(self) -> None:
        """Let go of the socket."""
        self.socket.close()


class Watched(Protocol):
    """What a selector can watch."""

    def fileno(self) -> int:
        """Return a descriptor."""
        ...


class Watch:
    """Wait for several sockets at a time; each says what it is waiting for now."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wanted: dict[Watched, int] = {}

    def want(self, one: Watched, *, read: bool, write: bool = False) -> None:
        """Wait from now on until `one` can be read, or written; for nothing if both are false."""
        events = (selectors.EVENT_READ if read else 0) | (selectors.EVENT_WRITE if write else 0)
        known = self._wanted.get(one, 0)
        if events == known:
            return
        if not events:
            self._selector.unregister(one)
            del self._wanted[one]
            return
        self._selector.modify(one, events) if known else self._selector.register(one, events)
        self._wanted[one] = events

    def ready(self, seconds: float) -> list[tuple[Watched, bool, bool]]:
        """Wait until something is possible, or time is up; return (who, can read, can write)."""
        reads, writes = selectors.EVENT_READ, selectors.EVENT_WRITE
        return [
            (key.fileobj, bool(events & reads), bool(events & writes))  # type: ignore[misc]
            for key, events in self._selector.select(seconds)
        ]

    def close(self) -> None:
        """Let go of everything."""
        self._selector.close()

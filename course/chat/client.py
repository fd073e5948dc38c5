"""What a client does: connect, show that it knows the key, say, hear. Also for the terminal:

python -m course.chat.client PORT --key KEY --name Ada
"""

from __future__ import annotations

import select
import socket
import struct
import sys
import time
from multiprocessing.util import register_after_fork
from typing import Self

from course.chat.errors import (
    BadMessage,
    NobodyListens,
    NotAChatServer,
    Refused,
    ServerGone,
    Silence,
)
from course.chat.frames import LIMIT, Frames
from course.chat.messages import (
    CHALLENGE,
    PASSED_ON,
    Kind,
    Message,
    message_of,
    pack,
    proof,
    unpack,
)

LOOPBACK = "127.0.0.1"
# On, for 0 seconds: close() throws away what waits and resets the connection.
NO_LINGER = struct.pack("HH" if sys.platform == "win32" else "ii", 1, 0)


class ChatClient:
    """A client that has joined a room. Use it in a `with` block.

    Args:
        port: where the server listens, on this computer.
        name: how the others see you.
        key: what lets you in.
        patience: seconds that the server has to answer.

    Raises:
        NobodyListens: if nothing listens at this port.
        NotAChatServer: if something else does.
        Refused: if the key is wrong, the name is taken, the room is full.
    """

    def __init__(self, port: int, name: str, key: str, *, patience: float = 20.0) -> None:
        self.name = name
        self.welcome: Message
        self._frames = Frames(PASSED_ON)
        self._patience = patience
        self._socket = _connect(port, patience)
        register_after_fork(self, ChatClient.close)  # a forked child shall not keep us connected
        try:
            self._join(port, key)
        except BaseException:
            self.close()
            raise

    def _join(self, port: int, key: str) -> None:
        deadline = time.monotonic() + self._patience
        stranger = NotAChatServer(f"What listens at port {port} is no chat server. Wrong port?")
        try:
            body = self._next_body(deadline)
            first = unpack(body)
            if first.get("kind") == CHALLENGE:
                shown = proof(key, str(first.get("nonce", "")))
                self._send(pack({"proof": shown, "name": self.name}))
                body = self._next_body(deadline)
            answer = message_of(body)
        except (Silence, BadMessage, ServerGone):
            raise stranger from None
        if answer.kind in (Kind.REFUSED, Kind.CLOSING):
            raise Refused(answer.text)
        if answer.kind is not Kind.WELCOME:
            raise stranger
        self.welcome = answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"ChatClient({self.name!r})"

    def fileno(self) -> int:
        """Return the socket's descriptor, for whoever waits for several clients at a time."""
        return self._socket.fileno()

    def say(self, text: str) -> None:
        """Say something to everybody in the room; you hear it, too, when its turn has come.

        Raises:
            TooLong: if it does not fit into one frame. Nothing was sent.
            ServerGone: if there is nobody to say it to.
        """
        self._send(pack({"text": text}, LIMIT))

    def hear(self, timeout: float = 10.0) -> Message:
        """Return the next message; wait for it if need be.

        Raises:
            Silence: if there is none in `timeout` seconds.
            ServerGone: if the server has ended the connection.
        """
        return message_of(self._next_body(time.monotonic() + timeout))

    def finish(self) -> None:
        """Say nothing more, but hear what was said before; then the server hangs up."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            return  # it has hung up already

    def reset(self) -> None:
        """Leave as a crashed computer does: the connection breaks, and nobody says goodbye."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self._socket.close()

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def _send(self, data: bytes) -> None:
        deadline = time.monotonic() + self._patience
        try:
            while data := data[self._take(data) :]:
                if not _possible(self._socket, deadline, writing=True):
                    raise ServerGone("The server takes in nothing any more.")
        except OSError:
            raise ServerGone("The server has ended the connection.") from None

    def _take(self, data: bytes) -> int:
        """Return how many bytes the system takes at once."""
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0

    def _next_body(self, deadline: float) -> bytes:
        piece = b""
        while True:
            for body in self._frames.feed(piece):
                return body
            try:
                if not _possible(self._socket, deadline):
                    raise Silence("Nothing was said in time.")
                piece = self._socket.recv(65536)
            except BlockingIOError:
                continue
            except Silence:
                raise
            except (OSError, ValueError):  # reset, or closed on this side
                piece = b""
            if not piece:
                raise ServerGone("The server has ended the connection.")


def _possible(sock: socket.socket, deadline: float, *, writing: bool = False) -> bool:
    """Wait until a socket can be read, or written, or until the deadline; tell whether it can."""
    seconds = max(deadline - time.monotonic(), 0.0)
    if hasattr(select, "poll"):  # select() knows no descriptors above 1023, outside of Windows
        poll = select.poll()
        poll.register(sock, select.POLLOUT if writing else select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    able = select.select([] if writing else [sock], [sock] if writing else [], [], seconds)
    return bool(able[0] or able[1])


def _connect(port: int, patience: float) -> socket.socket:
    if not 1 <= port <= 65535:
        raise NobodyListens(f"There is no port {port}: ports go from 1 to 65535.")
    try:
        connection = socket.create_connection((LOOPBACK, port), timeout=patience)
    except OSError:
        raise NobodyListens(
            f"Nobody listens at port {port} of this computer. "
            "Does the server run, and is this its port?"
        ) from None
    if connection.getsockname() == connection.getpeername():
        # The system may connect a socket to itself, if the port it asks for is the one it gets.
        connection.close()
        raise NobodyListens(f"Nobody listens at port {port} of this computer.")
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setblocking(False)
    return connection


if __name__ == "__main__":
    from course.chat.terminal import main

    raise SystemExit(main())

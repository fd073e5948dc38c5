"""A client that reaches something else: it says so, within its patience."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from course.chat import ChatClient
from course.chat.errors import NobodyListens, NotAChatServer
from course.chat.frames import HEADER, frame

Stranger = Callable[[bytes], int]


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    """Something that listens and says the bytes it is given, then waits for the other to go."""
    threads: list[threading.Thread] = []

    def listen(says: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))

        def answer() -> None:
            with listener:
                connection, _ = listener.accept()
            with connection:
                connection.sendall(says)
                connection.settimeout(30)
                while connection.recv(100):
                    pass

        threads.append(threading.Thread(target=answer))
        threads[-1].start()
        return int(listener.getsockname()[1])

    yield listen
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    "says",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"220 mail ready\r\n",
        frame(b"{}"),
        frame(b"\xff"),
        HEADER.pack(3),
        b"",
    ],
)
def test_a_stranger_is_recognised(stranger: Stranger, says: bytes) -> None:
    port = stranger(says)
    began = time.monotonic()
    with pytest.raises(NotAChatServer, match=f"What listens at port {port} is no chat server"):
        ChatClient(port, "Ada", "key", patience=0.5)
    assert time.monotonic() - began < 20


def test_nobody_is_recognised_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NobodyListens, match="Does the server run, and is this its port"):
        ChatClient(port, "Ada", "key")

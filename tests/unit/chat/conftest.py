"""A server for each test, clients that speak raw bytes, and waiting with a deadline."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from course.chat import ChatClient, ChatServer, Kind
from course.chat.client import NO_LINGER
from course.chat.frames import Frames
from course.chat.messages import PASSED_ON, pack, proof, unpack

METHODS = [
    m for m in ("spawn", "forkserver", "fork") if m in multiprocessing.get_all_start_methods()
]


@pytest.fixture(params=METHODS)
def any_server(request: pytest.FixtureRequest) -> Iterator[ChatServer]:
    """A server under each start method."""
    with ChatServer(start_method=request.param) as server:
        yield server


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as server:
        yield server


def until(condition: Callable[[], object], deadline: float = 20.0) -> None:
    """Poll until `condition` holds; fail after `deadline` seconds."""
    give_up = time.monotonic() + deadline
    while not condition():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.01)


def hear_until(client: ChatClient, kind: Kind, who: str = "") -> list[str]:
    """Return what a client hears up to the first message of a kind, as words."""
    heard = []
    while True:
        message = client.hear(timeout=20)
        heard.append(str(message))
        if message.kind is kind and who in ("", message.who):
            return heard


class Raw:
    """A client without manners: it sends what bytes it likes."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.frames = Frames(PASSED_ON)

    def join(self, name: str, key: str) -> Raw:
        """Answer the challenge as a client of ours would, and wait for the welcome."""
        nonce = str(self.hear()["nonce"])
        self.socket.sendall(pack({"name": name, "proof": proof(key, nonce)}))
        assert self.hear()["kind"] == "welcome"
        return self

    def hear(self) -> dict[str, object]:
        """Return the next frame's content; EOFError when the server has hung up."""
        piece = b""
        while True:
            for body in self.frames.feed(piece):
                return unpack(body)
            if not (piece := self.socket.recv(65536)):
                raise EOFError

    def hears_nothing_more(self) -> bool:
        """Tell whether the server hangs up, whatever it still says."""
        try:
            while self.socket.recv(65536):
                pass
        except ConnectionError:
            pass
        return True

    def reset(self) -> None:
        """Leave as a crashed computer does: no goodbye, a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.socket.close()


@pytest.fixture
def raw() -> Iterator[Callable[[int], Raw]]:
    made: list[Raw] = []

    def connect(port: int) -> Raw:
        made.append(Raw(port))
        return made[-1]

    yield connect
    for one in made:
        one.socket.close()

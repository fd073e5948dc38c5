"""Start the chat server in a process of its own, look at it, and stop it."""

from __future__ import annotations

import contextlib
import multiprocessing
import secrets
import socket
import sys
import threading
from dataclasses import dataclass
from multiprocessing.util import Finalize, register_after_fork
from typing import Self

from course.chat.errors import ChatError, PortTaken, ServerGone
from course.chat.frames import Frames
from course.chat.hub import HubSettings, serve
from course.chat.messages import Content, pack, unpack

STARTING = 30.0  # seconds for the server's process to be there
ANSWERING = 10.0  # seconds for the server to answer
STOPPING = 20.0  # seconds for all handlers to end, before the server itself is killed


@dataclass(frozen=True)
class Connection:
    """One client at this moment: its name ("" before it has shown the key), and who serves it."""

    number: int
    name: str
    pid: int
    said: int
    leaving: bool = False


@dataclass(frozen=True)
class Report:
    """How the server ended: clients served, how often each exit code came, handlers killed."""

    served: int
    exit_codes: dict[int, int]
    killed: int


class ChatServer:
    """A running chat server. Use it in a `with` block: at its end nothing is left behind.

    Args:
        port: 0 lets the system choose a free one; read it from `.port`.
        key: who knows it may join; a new one is made if there is none.
        most: clients at a time.
        start_method: for the server and its handlers.
        patience: seconds that a client has to show the key.

    Raises:
        PortTaken: if another program has the port.
        ChatError: if the server does not start.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        key: str | None = None,
        most: int = 200,
        start_method: str = "spawn",
        patience: float = 5.0,
    ) -> None:
        self.key = secrets.token_hex(8) if key is None else key
        self.report: Report | None = None
        self._turn = threading.RLock()
        self._answers = Frames()
        self._line, theirs = socket.socketpair()
        register_after_fork(self, ChatServer._forget)
        context = multiprocessing.get_context(start_method)
        self._process = context.Process(  # type: ignore[attr-defined]
            target=serve,
            args=(theirs, HubSettings(port, self.key, most, patience, start_method)),
            name="chat server",
        )
        with theirs:  # the server has its own copy: as long as we keep ours, its end cannot end
            self._process.start()
        # The server waits for its handlers, so it must be stopped before this process joins it.
        self._at_exit = Finalize(self, _stop_late, (self._line,), exitpriority=10)
        self.pid: int = self._process.pid
        self.port: int = self._await_port(port)

    def _await_port(self, wanted: int) -> int:
        try:
            self._line.settimeout(STARTING)
            answer = self._hear()
        except BaseException as error:
            self._end()
            if isinstance(error, ServerGone | TimeoutError):
                raise ChatError("The server's process did not get ready.") from None
            raise
        if "error" in answer:
            self._end()
            raise PortTaken(
                f"The server cannot have port {wanted}: {answer['error']}. "
                "Port 0 lets the system choose a free one."
            )
        return int(answer["port"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"ChatServer(port={self.port})"

    @property
    def command(self) -> str:
        """Return what joins this room from a terminal. Who can list processes can read the key."""
        python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
        return f"{python} -m course.chat.client {self.port} --key {self.key}"

    @property
    def running(self) -> bool:
        """Tell whether the server's process runs."""
        return self.report is None and self._process.is_alive()

    def connections(self) -> tuple[Connection, ...]:
        """Return who is connected now, and which process serves each; ServerGone if it is over."""
        answer = self._ask({"do": "list"}, ANSWERING)
        return tuple(Connection(**row) for row in answer["connections"])

    def stop(self) -> Report:
        """Stop in good order: say goodbye, let all handlers end, collect them; tell how it went.

        Raises:
            ServerGone: if the server had ended by itself, or had to be killed.
        """
        with self._turn:
            if self.report is not None:
                return self.report
            try:
                answer = self._ask({"do": "stop"}, STOPPING)
                codes = {int(code): count for code, count in answer["exit_codes"].items()}
                self.report = Report(answer["served"], codes, answer["killed"])
                return self.report
            finally:
                self._end()

    def _ask(self, command: Content, seconds: float) -> Content:
        with self._turn:
            try:
                self._line.settimeout(seconds)
                self._line.sendall(pack(command))
                return self._hear()
            except OSError:
                raise ServerGone("The chat server has ended, or does not answer.") from None

    def _hear(self) -> Content:
        while True:
            for body in self._answers.feed(b""):
                return unpack(body)
            piece = self._line.recv(65536)
            if not piece:
                raise ServerGone("The chat server has ended.")
            for body in self._answers.feed(piece):
                return unpack(body)

    def _end(self) -> None:
        """Cut the line, which ends a server that still runs; wait for its process, or kill it."""
        self._at_exit.cancel()
        self._line.close()
        self._process.join(STOPPING)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _forget(self) -> None:
        """In a forked child: let go of a line that is not the child's."""
        self._line.close()


def _stop_late(line: socket.socket) -> None:
    """Cut the line of a server that nobody has stopped: then it ends, and can be joined."""
    with contextlib.suppress(OSError):
        line.close()

"""The server's own process: it accepts clients, starts a handler for each, and passes on messages.

It is the one place that every message goes through, so all clients hear one order. It never waits
for a client: it talks to handlers only, over sockets that do not block.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from multiprocessing.util import register_after_fork
from typing import Any

from course.chat.errors import BadMessage
from course.chat.frames import Frames, frame
from course.chat.handler import HandlerSettings, handle
from course.chat.messages import PASSED_ON, Content, Kind, Message, pack, unpack
from course.chat.stream import Stream, Watch

LOOPBACK = "127.0.0.1"
WAITING_ROOM = 128  # connections that the system keeps until they are accepted
CROWDED = 512 * 1024  # bytes on the way to one handler above which nobody is listened to
STALL = 10.0  # seconds that a handler may take in nothing while bytes wait for it
GRACE = 8.0  # seconds that a handler has to end once its line is cut
FOR_THE_HUB = b'{"do"'  # how what a handler tells the hub begins; all else is for the clients


@dataclass(frozen=True)
class HubSettings:
    """What the server is told by its owner. `port` 0 lets the system choose; `most` is guests."""

    port: int
    key: str
    most: int
    patience: float
    start_method: str


@dataclass(eq=False)
class Guest:
    """One client, as the hub sees it: the process that serves it, and the line to that process."""

    number: int
    process: BaseProcess
    pid: int
    line: Stream
    frames: Frames = field(default_factory=lambda: Frames(PASSED_ON))
    name: str = ""
    said: int = 0
    closing: bool = False  # nothing more will be sent to it
    finished: bool = False  # and it has been told so
    deadline: float = float("inf")  # for its process to end


def serve(control: socket.socket, settings: HubSettings) -> None:
    """Serve until the owner, at the other end of `control`, says stop or has gone."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the owner: it cuts the line
    owner = Stream(control)
    try:
        listener = socket.create_server((LOOPBACK, settings.port), backlog=WAITING_ROOM)
    except (OSError, OverflowError) as error:
        owner.write(pack({"error": str(error)}))
        return
    Hub(listener, owner, settings).run()


class Hub:
    """The server. `run` returns when it has ended in good order: nothing is left behind."""

    def __init__(self, listener: socket.socket, owner: Stream, settings: HubSettings) -> None:
        listener.setblocking(False)
        self.listener = listener
        self.owner = owner
        self.settings = settings
        self.context = multiprocessing.get_context(settings.start_method)
        self.watch = Watch()
        self.commands = Frames()
        self.guests: dict[int, Guest] = {}
        self.members: dict[str, Guest] = {}
        self.leaving: list[Guest] = []
        self.round = bytearray()  # what was said since the members were told last
        self.served = 0
        self.exit_codes: Counter[int] = Counter()
        self.killed = 0
        self.fresh: socket.socket | None = None  # our end of the newest line
        self.open = True
        self.deadline = float("inf")
        register_after_fork(self, Hub._let_go)

    def run(self) -> None:
        """Serve, then report to the owner."""
        try:
            self.owner.write(pack({"port": self.listener.getsockname()[1]}))
            while self.open or self.guests or self.leaving:
                self._turn()
            self._answer(self._report())
        finally:
            for guest in [*self.guests.values(), *self.leaving]:  # only if the hub itself failed
                guest.process.kill()
                guest.process.join()
            self._let_go()

    def _turn(self) -> None:
        """Wait until something happens, and see to all that has happened."""
        crowded = any(guest.line.waiting > CROWDED for guest in self.guests.values())
        self.watch.want(self.owner, read=not self.owner.ended)
        if self.open:
            self.watch.want(self.listener, read=True)
        for guest in self.guests.values():
            self.watch.want(guest.line, read=not crowded, write=guest.line.waiting > 0)
        patient = not self.leaving and self.open and not crowded
        for who, can_read, can_write in self.watch.ready(1.0 if patient else 0.02):
            if who is self.listener:
                self._accept()
            elif who is self.owner:
                self._obey()
            elif found := self.guests.get(who.fileno()):
                if can_write:
                    found.line.flush()
                if can_read:
                    self._hear(found)
        self._tell_members()
        self._tidy()

    # -- clients come --------------------------------------------------------------------------

    def _accept(self) -> None:
        """Take one client in: a process for it, and a line to that process."""
        try:
            connection, _ = self.listener.accept()
        except OSError:  # it has left again, or there is no descriptor free just now
            return
        with connection:  # our copy is closed in any case: the handler has its own
            if len(self.guests) + len(self.leaving) >= self.settings.most:
                _turn_away(connection, f"The room is full: {self.settings.most} are in it.")
                return
            ours, theirs = socket.socketpair()
            self.fresh = ours
            with theirs:
                told = HandlerSettings(self.settings.key, self.settings.patience)
                process = self.context.Process(  # type: ignore[attr-defined]
                    target=handle,
                    args=(connection, theirs, told),
                    name=f"handler-{self.served + 1}",
                    daemon=True,
                )
                try:
                    process.start()
                except OSError as error:
                    ours.close()
                    _turn_away(connection, f"No process could be started for you: {error}.")
                    return
        self.served += 1
        guest = Guest(self.served, process, process.pid or 0, Stream(ours))
        self.guests[ours.fileno()] = guest

    # -- clients talk --------------------------------------------------------------------------

    def _hear(self, guest: Guest) -> None:
        try:
            for body in guest.frames.feed(guest.line.read()):
                if body.startswith(FOR_THE_HUB):
                    self._do(guest, unpack(body))
                elif guest.name:  # it has the form in which all shall hear it
                    guest.said += 1
                    self.round += frame(body, PASSED_ON)
        except BadMessage:  # a handler that says what no handler says is not one any more
            guest.process.kill()
        if guest.line.ended:
            self._remove(guest, "was cut off")
            self.guests.pop(guest.line.fileno())
            self.watch.want(guest.line, read=False)
            guest.line.close()
            guest.deadline = time.monotonic() + GRACE
            self.leaving.append(guest)

    def _do(self, guest: Guest, content: Content) -> None:
        match content:
            case {"do": "join", "name": str(name)} if not guest.closing:
                self._join(guest, name)
            case {"do": "leave", "how": str(how)}:
                self._remove(guest, how)

    def _join(self, guest: Guest, name: str) -> None:
        self._tell_members()
        if name in self.members:
            guest.line.write(Message(Kind.REFUSED, text=f"There is a {name} already.").packed())
            guest.closing = True
            return
        here = tuple(self.members)
        guest.name = name
        self.round += Message(Kind.JOINED, name).packed()
        self._tell_members()
        guest.line.write(Message(Kind.WELCOME, name, here=here).packed())
        self.members[name] = guest

    def _remove(self, guest: Guest, how: str) -> None:
        """Take a guest from the members, tell the others, and let its handler come to an end."""
        if self.members.get(guest.name) is guest:
            self._tell_members()
            del self.members[guest.name]
            self.round += Message(Kind.LEFT, guest.name, how).packed()
        guest.closing = True

    def _tell_members(self) -> None:
        """Send what was said to all who are members at this moment: one piece for each."""
        if self.round:
            data = bytes(self.round)
            self.round.clear()
            for guest in self.members.values():
                guest.line.write(data)

    # -- clients go ----------------------------------------------------------------------------

    def _tidy(self) -> None:
        """End lines that are done, collect handlers that have ended, kill those that cannot."""
        now = time.monotonic()
        for guest in self.guests.values():
            if guest.closing and not guest.finished and not guest.line.waiting:
                guest.line.finish()
                guest.finished = True
            stalled = guest.line.waiting and now - guest.line.moved > STALL
            # To ask for an exit code takes the system's time: ask only where there is a reason.
            if (stalled or now > self.deadline) and guest.process.exitcode is None:
                guest.process.kill()  # its line ends with it, and so we hear of its end
                guest.process.join()
                self.killed += 1
        for guest in list(self.leaving):
            if now > guest.deadline and guest.process.exitcode is None:
                guest.process.kill()
                guest.process.join()
                self.killed += 1
            if (code := guest.process.exitcode) is not None:  # asking also collects it
                self.exit_codes[code] += 1
                guest.process.close()
                self.leaving.remove(guest)

    # -- the owner -----------------------------------------------------------------------------

    def _obey(self) -> None:
        for body in self.commands.feed(self.owner.read()):
            match unpack(body):
                case {"do": "list"}:
                    self._answer({"connections": [_row(guest) for guest in self.guests.values()]})
                case {"do": "stop"}:
                    self._close("The server closes.")
        if self.owner.ended:
            self._close("The server closes: its owner has gone.")

    def _close(self, why: str) -> None:
        """Take nobody in any more, say goodbye, let all handlers end."""
        if not self.open:
            return
        self.open = False
        self.watch.want(self.listener, read=False)
        self.listener.close()
        self.deadline = time.monotonic() + GRACE
        self.round += Message(Kind.CLOSING, text=why).packed()
        self._tell_members()
        self.members.clear()
        for guest in self.guests.values():
            guest.closing = True

    def _answer(self, content: Content) -> None:
        """Answer the owner; it waits for the answer, so waiting for it is no loss."""
        self.owner.socket.settimeout(5.0)
        with contextlib.suppress(OSError):
            self.owner.socket.sendall(pack(content))
        self.owner.socket.setblocking(False)

    def _report(self) -> Content:
        codes = {str(code): count for code, count in sorted(self.exit_codes.items())}
        return {"served": self.served, "exit_codes": codes, "killed": self.killed}

    def _let_go(self) -> None:
        """Close all that is ours; a forked handler does that first, for it holds copies."""
        self.watch.close()
        self.listener.close()
        self.owner.close()
        for guest in self.guests.values():
            guest.line.close()
        if self.fresh is not None:
            self.fresh.close()


def _row(guest: Guest) -> dict[str, Any]:
    return {
        "number": guest.number,
        "name": guest.name,
        "pid": guest.pid,
        "said": guest.said,
        "leaving": guest.closing,
    }


def _turn_away(connection: socket.socket, why: str) -> None:
    """Say no to a client for which there is no process."""
    connection.settimeout(0.2)
    with contextlib.suppress(OSError):
        connection.sendall(Message(Kind.REFUSED, text=why).packed())
        connection.shutdown(socket.SHUT_WR)

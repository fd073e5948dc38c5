"""`ChatRoom`: a real chat on loopback: a server, a handler for each client, and clients."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import Any

import psutil

from course.chat import ChatClient, ChatError, ChatServer, Connection, Kind, Message, Report
from course.chat.errors import ServerGone, Silence
from course.widgets import assets, static
from course.widgets.chat_map import draw_map, map_rows
from course.widgets.live import Fallback, Frame, LiveWidget

NAMES = ("Ada", "Bob", "Eve", "Max", "Zoë", "Li")
AT_FIRST = 2
KEPT = 60  # lines of a pane
ECHO = 0.5  # seconds for one's own words to come back


@dataclass
class Pane:
    """One client in the page: `line` is its connection, None when it is not connected."""

    name: str
    line: ChatClient | None = None
    state: str = "not connected"
    heard: deque[Message] = field(default_factory=lambda: deque(maxlen=KEPT))
    count: int = 0

    def hear(self) -> list[Message]:
        """Take in what has arrived; return what is new."""
        new: list[Message] = []
        while self.line is not None and len(new) < KEPT:
            try:
                new.append(self.line.hear(timeout=0))
            except Silence:
                break
            except ChatError:  # no more will come
                self.end("closed by the server" if self._said_goodbye(new) else "cut off")
        self.heard.extend(new)
        self.count += len(new)
        return new

    def _said_goodbye(self, new: list[Message]) -> bool:
        last = new[-1] if new else self.heard[-1] if self.heard else None
        return last is not None and last.kind in (Kind.CLOSING, Kind.REFUSED)

    def end(self, state: str) -> None:
        """Let go of the connection."""
        if self.line is not None:
            self.line.close()
            self.line = None
        self.state = state


class ChatRoom(LiveWidget):
    """Open a chat server, and be its clients: type in a pane, watch which process serves whom.

    Nothing runs before "Open the room" is pressed; "Close the room" ends all of it in good order.
    """

    _esm = assets.script("chat_room")
    _css = assets.style("chat_room")

    def __init__(self, *, seconds: float = 0.5, fallback: Fallback = "example") -> None:
        self._server: ChatServer | None = None
        self._panes = [Pane(name) for name in NAMES[:AT_FIRST]]
        self._ended = ""
        super().__init__(seconds=seconds, fallback=fallback)

    # --- frames ------------------------------------------------------------------------------
    def make_frame(self) -> Frame:
        """Hear what has been said and ask the server who is connected."""
        told = False
        for pane in self._panes:
            new = pane.hear()
            if new and not told:  # all hear the same, so one of them is enough for the news
                told = True
                for message in new[-3:]:
                    self.tell(str(message))
        connections = self._connections()
        return frame_of(
            self._panes,
            connections,
            port=self._server.port if self._server else None,
            server=self._server.pid if self._server else None,
            command=self._server.command if self._server else "",
            ended=self._ended,
        )

    def _connections(self) -> tuple[Connection, ...]:
        if self._server is None:
            return ()
        try:
            return self._server.connections()
        except ServerGone:
            with suppress(ServerGone):
                self._server.stop()
            self._server = None
            self._ended = "The server's process has ended, and not by your button."
            return ()

    # --- what the page asks for --------------------------------------------------------------
    def act(self, request: Mapping[str, Any]) -> None:
        """Open or close the room, connect, say, leave, crash, or end a handler."""
        with self._turn:
            match request:
                case {"do": "open"}:
                    self.open_room()
                case {"do": "close"}:
                    self.close_room()
                case {"do": "add"}:
                    self._add()
                case {"do": "connect", "name": str(name)}:
                    self._connect(self._pane(name))
                case {"do": "say", "name": str(name), "text": str(text)}:
                    self._say(self._pane(name), text)
                case {"do": "leave", "name": str(name)}:
                    self._pane(name).end("has left")
                case {"do": "crash", "name": str(name)}:
                    self._crash(self._pane(name))
                case {"do": "kill", "name": str(name)}:
                    self._kill_handler(name)

    def open_room(self) -> None:
        """Start the server and connect every pane."""
        if self._server is not None:
            return
        self._server, self._ended = ChatServer(), ""
        self.tell(f"The server is a process with pid {self._server.pid}.")
        for pane in self._panes:
            self._connect(pane)

    def close_room(self) -> Report | None:
        """Stop the server in good order; return its report."""
        server, self._server = self._server, None
        if server is None:
            return None
        report = server.stop()
        for pane in self._panes:
            pane.hear()
            pane.end("closed by the server")
        self._ended = report_text(report)
        self.tell(self._ended)
        return report

    def stop(self) -> None:
        """Close the room and end the refreshing for good; the last frame stays."""
        with self._turn, suppress(ServerGone):
            self.close_room()
        super().stop()

    def close(self) -> None:
        """Close the room and take the widget off the page."""
        if getattr(self, "_server", None) is not None:
            with self._turn, suppress(ServerGone):
                self.close_room()
        super().close()

    def _pane(self, name: str) -> Pane:
        for pane in self._panes:
            if pane.name == name:
                return pane
        raise ChatError(f"There is no pane for {name}.")

    def _add(self) -> None:
        if len(self._panes) < len(NAMES):
            self._panes.append(Pane(NAMES[len(self._panes)]))
            self._connect(self._panes[-1])

    def _connect(self, pane: Pane) -> None:
        if self._server is None or pane.line is not None:
            return
        pane.line = ChatClient(self._server.port, pane.name, self._server.key)
        pane.state = "connected"
        pane.heard.append(pane.line.welcome)
        pane.count += 1

    def _say(self, pane: Pane, text: str) -> None:
        if pane.line is None:
            raise ChatError(f"{pane.name} is not connected.")
        if text.strip():
            pane.line.say(text.strip())
            wait([pane.line.fileno()], ECHO)

    def _crash(self, pane: Pane) -> None:
        """End a connection as a crashed computer does: with a reset, and no goodbye."""
        if pane.line is not None:
            pane.line.reset()
            pane.end("has crashed")

    def _kill_handler(self, name: str) -> None:
        """Kill the process that serves a client."""
        for connection in self._connections():
            if connection.name == name:
                with suppress(psutil.NoSuchProcess):
                    psutil.Process(connection.pid).kill()
                self.tell(f"The handler of {name}, pid {connection.pid}, was killed.")

    # --- where no widget can be --------------------------------------------------------------
    def example(self) -> Frame:
        """Return a room with three clients, one of which has left."""
        ada, bob, eve = (Pane(name, state="connected") for name in NAMES[:3])
        for pane in (ada, bob):
            pane.heard += [Message(Kind.SAID, "Ada", "tea?"), Message(Kind.SAID, "Bob", "coffee!")]
        eve.state = "has left"
        rows = (Connection(1, "Ada", 102, 1), Connection(2, "Bob", 103, 1))
        return frame_of([ada, bob, eve], rows, port=51234, server=101, command="", ended="")

    def draw(self, frame: Frame) -> str:
        """Return the map of connections as an SVG and a table, and what was said."""
        said: list[dict[str, Any]] = next(
            (pane["lines"] for pane in frame["panes"] if pane["lines"]), []
        )
        caption = f"{frame['summary']} This is a picture; run the cell in JupyterLab to chat."
        drawn = static.figure(
            frame["map"],
            static.table(("client", "is served by", "has said"), map_rows(frame["rows"])),
            caption,
        )
        return drawn + static.table(("what was said",), [(line["text"],) for line in said])


def frame_of(
    panes: list[Pane],
    connections: tuple[Connection, ...],
    *,
    port: int | None,
    server: int | None,
    command: str,
    ended: str,
) -> Frame:
    """Return the frame of a room."""
    served = {connection.name: connection for connection in connections}
    rows = [
        {"name": c.name or "(not yet known)", "pid": c.pid, "said": c.said, "leaving": c.leaving}
        for c in connections
    ]
    return {
        "open": port is not None,
        "command": command,
        "panes": [
            {
                "key": pane.name,
                "name": pane.name,
                "connected": pane.line is not None,
                "state": pane.state,
                "served": (
                    f"served by pid {served[pane.name].pid}"
                    if pane.name in served and pane.state == "connected"
                    else ""
                ),
                "lines": [
                    {
                        "key": str(pane.count - len(pane.heard) + number),
                        "text": str(message),
                        "mine": message.kind is Kind.SAID and message.who == pane.name,
                        "said": message.kind is Kind.SAID,
                    }
                    for number, message in enumerate(pane.heard)
                ],
            }
            for pane in panes
        ],
        "rows": rows,
        "room_left": len(panes) < len(NAMES),
        "map": draw_map(port, server, rows),
        "summary": summary(port, server, rows, ended),
    }


def summary(port: int | None, server: int | None, rows: list[dict[str, Any]], ended: str) -> str:
    """Say in a sentence or two what runs."""
    if port is None:
        return ended or "The room is closed: no process runs."
    handlers = static.counted(len(rows), "client is", "clients are")
    own = ", each served by a process of its own" if len(rows) > 1 else ""
    return f"The server, pid {server}, listens at port {port}. {handlers} connected{own}."


def report_text(report: Report) -> str:
    """Say how a server ended."""
    clients = static.counted(report.served, "client")
    codes = ", ".join(f"{code} ({count} times)" for code, count in report.exit_codes.items())
    killed = f" {report.killed} had to be killed." if report.killed else ""
    exits = f" Exit codes of the handlers: {codes}." if codes else ""
    return f"The room was closed in good order; {clients} had been served.{exits}{killed}"

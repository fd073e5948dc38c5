"""One process for one client: it reads the client's frames and passes them to the hub, and back.

It knows its client's socket and a line to the hub, nothing else. So whatever a client does, only
this process can suffer from it.
"""

from __future__ import annotations

import hmac
import secrets
import signal
import socket
import threading
import time
from dataclasses import dataclass

from course.chat.errors import BadMessage
from course.chat.frames import Frames
from course.chat.messages import (
    CHALLENGE,
    Content,
    Kind,
    Message,
    name_of,
    pack,
    proof,
    text_of,
    unpack,
)
from course.chat.stream import Stream, Watch

BACKLOG = 8 * 2**20  # bytes that wait for a slow client before it is let go
CROWDED = 256 * 1024  # bytes on the way to the hub above which the client is not read any further
FAREWELL = 3.0  # seconds for the last bytes to reach a client, and again for it to hang up
HUSH = 0.3  # seconds of silence after which it is not waited for any longer


@dataclass(frozen=True)
class HandlerSettings:
    """What a handler is told: the room's key, and how many seconds a client has to show it."""

    key: str
    patience: float


def handle(connection: socket.socket, line: socket.socket, settings: HandlerSettings) -> None:
    """Serve one client until it leaves, or until the hub says that it is over."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the one who owns the server
    # A short message shall leave at once, not wait for company (Nagle's algorithm).
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection, line:
        _Handler(Stream(connection), Stream(line), settings).run()


class _Handler:
    def __init__(self, client: Stream, hub: Stream, settings: HandlerSettings) -> None:
        self.client = client
        self.hub = hub
        self.settings = settings
        self.frames = Frames()
        self.nonce = secrets.token_hex(16)
        self.known = False  # it has shown that it knows the key
        self.name = ""
        self.hush = HUSH
        self.leaving = False  # the hub has been told, or there is nothing to tell it
        self.watch = Watch()

    def run(self) -> None:
        self.client.write(pack({"kind": CHALLENGE, "nonce": self.nonce}))
        until = time.monotonic() + self.settings.patience
        while not self.hub.ended and not self.client.broken:
            self._wait(1.0 if self.known else 0.2)
            if not self.known and not self.leaving and time.monotonic() > until:
                self._show_out("You did not show the key in time.")
            if self.client.waiting > BACKLOG:
                self._leave("reads too slowly")
                break
        self.watch.close()
        if self.client.broken:
            self._leave("was cut off")
        self._part()

    def _wait(self, seconds: float) -> None:
        """Wait until something can be read or written, and do it."""
        # A client that talks faster than the hub can pass on is not read: so TCP slows it down.
        listening = not self.client.ended and not self.leaving and self.hub.waiting < CROWDED
        self.watch.want(self.hub, read=True, write=self.hub.waiting > 0)
        self.watch.want(self.client, read=listening, write=self.client.waiting > 0)
        for stream, can_read, can_write in self.watch.ready(seconds):
            if can_write:
                (self.hub if stream is self.hub else self.client).flush()
            if can_read:
                self._hear_hub() if stream is self.hub else self._hear_client()

    def _hear_hub(self) -> None:
        """Pass on to the client what the hub says, as it comes: it is framed already."""
        if piece := self.hub.read():
            self.client.write(piece)

    def _hear_client(self) -> None:
        try:
            for body in self.frames.feed(self.client.read()):
                self._pass_on(unpack(body))
        except BadMessage as error:
            self._show_out(str(error))
        if self.client.ended and not self.client.broken:
            self._leave("")

    def _pass_on(self, content: Content) -> None:
        """Check one message of the client and give it to the hub."""
        if self.leaving:
            return
        if self.known:
            said = Message(Kind.SAID, self.name, text_of(content))
            self.hub.write(said.packed())  # as all will hear it: the hub need not read it
            return
        shown = content.get("proof")
        right = proof(self.settings.key, self.nonce).encode()
        if not hmac.compare_digest(str(shown).encode("utf-8", "replace"), right):
            self._show_out("That is not the key of this room.")
            return
        self.known = True
        self.name = name_of(content)
        self.hub.write(pack({"do": "join", "name": self.name}))

    def _show_out(self, why: str) -> None:
        """Tell the client why its connection ends here."""
        if self.leaving:
            return  # it has been told
        self.client.write(Message(Kind.REFUSED, text=why).packed())
        self.hush = 4 * HUSH  # it may be sending still, and must get to the end to read why
        self._leave("is shown out")

    def _leave(self, how: str) -> None:
        """Tell the hub, once; it answers by ending its side of the line."""
        if not self.leaving:
            self.leaving = True
            self.hub.write(pack({"do": "leave", "how": how}))

    def _part(self) -> None:
        """Send the last bytes, then wait for the client to hang up, both within bounds.

        Closing a socket while bytes of the other end lie unread resets the connection, and then
        the client might lose our last message. So read, and forget, until it has gone, too.
        """
        until = time.monotonic() + FAREWELL
        for stream in (self.hub, self.client):
            while stream.waiting and not stream.broken and time.monotonic() < until:
                _await(stream, HUSH, write=True)
                stream.flush()
        self.client.finish()
        until = time.monotonic() + FAREWELL
        while not self.client.ended and not self.client.broken and time.monotonic() < until:
            if not _await(self.client, self.hush, read=True):
                return  # it keeps the connection, and says nothing
            self.client.read()


def _await(stream: Stream, seconds: float, *, read: bool = False, write: bool = False) -> bool:
    """Wait a moment for one stream; tell whether anything is possible."""
    watch = Watch()
    watch.want(stream, read=read, write=write)
    possible = bool(watch.ready(seconds))
    watch.close()
    return possible

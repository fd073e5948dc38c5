"""A crowd for the chat server: clients that stay, slow readers, rude ones that come and go.

One process plays all of them, over sockets that do not block. Those who stay keep the books: each
message of each of them must reach each of them once, in one order for all.
"""

from __future__ import annotations

import errno
import random
import selectors
import socket
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count, pairwise

from course.chat.client import NO_LINGER
from course.chat.frames import HEADER, Frames
from course.chat.messages import PASSED_ON, Kind, message_of, pack, proof, unpack

MIB = 2**20
PIECE = 64 * 1024
SLOW_READ, SLOW_PAUSE = 4096, 0.25  # bytes that a slow reader takes in at a time; seconds between
PAUSE = 0.005  # seconds between the parts of a split message


class Rudeness(StrEnum):
    """Say how a client leaves."""

    HUGE_LINE = "sends a line of 10 MiB"
    HUGE_FRAME = "sends a frame of 10 MiB"
    NOT_TEXT = "sends bytes that are not UTF-8"
    WRONG_KEY = "shows a wrong key"
    RESET = "resets the connection"
    HALF = "leaves in the middle of a frame"
    MUTE = "never shows the key"


@dataclass(eq=False)
class Caller:
    """One connection of the crowd."""

    name: str
    sock: socket.socket
    slow: bool = False
    rude: Rudeness | None = None
    frames: Frames = field(default_factory=lambda: Frames(PASSED_ON))
    out: deque[bytes] = field(default_factory=deque)
    inside: bool = False
    gone: bool = False
    said: int = 0
    next_word: float = 0.0
    next_send: float = 0.0
    next_read: float = 0.0
    leaves: float = float("inf")
    spoke: dict[int, float] = field(default_factory=dict)
    # what those who stay have heard: how much, in which order, and the last number of each speaker
    heard: int = 0
    order: int = 0
    last: dict[str, int] = field(default_factory=dict)


@dataclass
class Figures:
    """What came of it."""

    said: int = 0
    delivered: int = 0
    lost: int = 0
    out_of_order: int = 0
    orders: int = 0
    at_once: int = 0
    cut_off: int = 0
    joining: float = 0.0
    round_trips: list[float] = field(default_factory=list)
    left: Counter[Rudeness] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    split: int = 0
    merged: int = 0


class Crowd:
    """Play `clients` clients at once, `rude` of them rude; those who stay say `rate` a second."""

    def __init__(
        self, port: int, key: str, *, clients: int, slow: int, rude: int, rate: float, seed: int = 1
    ) -> None:
        self.port, self.key, self.rate = port, key, rate
        self.dice = random.Random(seed)
        self.selector = selectors.DefaultSelector()
        self.figures = Figures()
        self.numbers = count()
        self.rude_places = rude
        self.stay = [
            self._connect(f"guest-{number}", slow=number < slow) for number in range(clients - rude)
        ]
        self.visitors: list[Caller] = []
        self.began = False  # from now on, what is said counts

    # -- the evening ---------------------------------------------------------------------------

    def run(self, seconds: float, patience: float = 120.0) -> Figures:
        """Let all come in, talk for so many seconds, and wait for what is on its way."""
        started = time.monotonic()
        self._until(lambda: all(caller.inside for caller in self.stay), patience)
        self.figures.joining = time.monotonic() - started
        self.began = True
        for caller in self.stay:
            caller.next_word = time.monotonic() + self.dice.random() / self.rate
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._rude_ones_come(end)
            self._speak(end)
            self._turn()
        for visitor in self.visitors:
            visitor.leaves = min(visitor.leaves, time.monotonic())
        self._until(self._all_heard, patience)
        self._close()
        return self._count()

    def _until(self, done: object, patience: float) -> None:
        """Go on until `done()`; give up if nothing moves for so many seconds."""
        assert callable(done)
        state, moved = None, time.monotonic()
        while not done() and time.monotonic() - moved < patience:
            self._turn()
            now = (sum(c.heard for c in self.stay), sum(c.inside for c in self.stay))
            if now != state:
                state, moved = now, time.monotonic()

    def _all_heard(self) -> bool:
        wanted = {caller.name: caller.said for caller in self.stay}
        return not self.visitors and all(
            caller.gone or all(caller.last.get(who, 0) == said for who, said in wanted.items())
            for caller in self.stay
        )

    def _turn(self) -> None:
        now = time.monotonic()
        for key, _ in self.selector.select(0.002):
            caller = key.data
            if not caller.slow or now >= caller.next_read:
                caller.next_read = now + SLOW_PAUSE
                self._read(caller)
        for caller in [*self.stay, *self.visitors]:
            if caller.out and now >= caller.next_send:
                self._send(caller, now)
            if now >= caller.leaves and not caller.gone:
                self._leave(caller)
        self.visitors = [visitor for visitor in self.visitors if not visitor.gone]

    # -- talking -------------------------------------------------------------------------------

    def _speak(self, end: float) -> None:
        now = time.monotonic()
        for caller in self.stay:
            if now < caller.next_word or caller.gone or caller.out:
                continue
            way = self.dice.choice(("whole", "split", "merged"))
            words = 3 if way == "merged" else 1
            data = b"".join(self._word(caller, now) for _ in range(words))
            if way == "split":
                cuts = sorted(self.dice.sample(range(1, len(data)), self.dice.randint(1, 4)))
                caller.out.extend(data[a:b] for a, b in pairwise([0, *cuts, len(data)]))
                self.figures.split += 1
            else:
                caller.out.append(data)
                self.figures.merged += words - 1
            caller.next_word = now + words * self.dice.uniform(0.5, 1.5) / self.rate

    def _word(self, caller: Caller, now: float) -> bytes:
        caller.said += 1
        if not caller.slow:
            caller.spoke[caller.said] = now
        return pack({"text": f"{caller.said} 你好 {'.' * self.dice.randrange(80)}"})

    def _send(self, caller: Caller, now: float) -> None:
        try:
            sent = caller.sock.send(caller.out[0][: 4 * PIECE])
        except BlockingIOError:
            return
        except OSError:
            self._forget(caller)
            return
        if sent == len(caller.out[0]):
            caller.out.popleft()
            caller.next_send = now + PAUSE
        else:
            caller.out[0] = caller.out[0][sent:]

    # -- hearing -------------------------------------------------------------------------------

    def _read(self, caller: Caller) -> None:
        try:
            piece = caller.sock.recv(SLOW_READ if caller.slow else PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._forget(caller)
            return
        for body in caller.frames.feed(piece):
            if caller.inside:
                if caller.rude is None:
                    self._heard(caller, body)
                continue
            content = unpack(body)
            if "nonce" in content:
                self._show_key(caller, str(content["nonce"]))
            elif content["kind"] == Kind.WELCOME:
                caller.inside = True
                if caller.rude is not None:
                    self._misbehave(caller)
            else:
                self.figures.refused[str(content["text"])] += 1

    def _heard(self, caller: Caller, body: bytes) -> None:
        message = message_of(body)
        if message.kind is not Kind.SAID or not self.began:
            return
        caller.heard += 1
        caller.order = hash((caller.order, message.who, message.text))
        number = int(message.text.split(" ", 1)[0])
        if number != caller.last.get(message.who, 0) + 1:
            self.figures.out_of_order += 1
        caller.last[message.who] = number
        if message.who == caller.name and (spoke := caller.spoke.pop(number, 0.0)):
            self.figures.round_trips.append(time.monotonic() - spoke)

    # -- coming and going ----------------------------------------------------------------------

    def _connect(self, name: str, *, slow: bool = False, rude: Rudeness | None = None) -> Caller:
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if (code := sock.connect_ex(("127.0.0.1", self.port))) not in (
            0,
            errno.EINPROGRESS,
            errno.EWOULDBLOCK,
        ):
            raise OSError(code, "cannot connect")
        caller = Caller(name, sock, slow=slow, rude=rude)
        self.selector.register(sock, selectors.EVENT_READ, caller)
        return caller

    def _rude_ones_come(self, end: float) -> None:
        while len(self.visitors) < self.rude_places and time.monotonic() < end - 1:
            number = next(self.numbers)
            kind = list(Rudeness)[number % len(Rudeness)]
            visitor = self._connect(f"rude-{number}", rude=kind)
            if kind is Rudeness.MUTE:
                visitor.leaves = time.monotonic() + self.dice.uniform(1, 4)
            self.visitors.append(visitor)
            self.figures.at_once = max(
                self.figures.at_once, len(self.visitors) + sum(not c.gone for c in self.stay)
            )

    def _show_key(self, caller: Caller, nonce: str) -> None:
        if caller.rude is Rudeness.MUTE:
            return
        key = "wrong" if caller.rude is Rudeness.WRONG_KEY else self.key
        caller.out.append(pack({"name": caller.name, "proof": proof(key, nonce)}))

    def _misbehave(self, caller: Caller) -> None:
        """Say something in good manners, then do what this one came for."""
        now = time.monotonic()
        caller.out.extend(self._word(caller, now) for _ in range(self.dice.randint(1, 3)))
        match caller.rude:
            case Rudeness.HALF:
                caller.out.append(pack({"text": "never finished"})[:9])
            case Rudeness.NOT_TEXT:
                caller.out.append(HEADER.pack(4) + b"\xff\xfe\xfd\xfc")
            case Rudeness.HUGE_FRAME:
                caller.out.append(HEADER.pack(10 * MIB) + b"x" * 10 * MIB)
            case Rudeness.HUGE_LINE:
                caller.out.append(b"x" * 10 * MIB + b"\n")
        if caller.rude in (Rudeness.RESET, Rudeness.HALF):
            caller.leaves = now + self.dice.uniform(1, 4)

    def _leave(self, caller: Caller) -> None:
        if caller.rude is Rudeness.RESET:
            caller.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self._forget(caller)

    def _forget(self, caller: Caller) -> None:
        if caller.gone:
            return
        caller.gone = True
        self.selector.unregister(caller.sock)
        caller.sock.close()
        if caller.rude is not None:
            self.figures.left[caller.rude] += 1
        else:
            self.figures.cut_off += 1

    def _close(self) -> None:
        for caller in [*self.stay, *self.visitors]:
            caller.sock.close()
        self.selector.close()

    def _count(self) -> Figures:
        figures = self.figures
        figures.said = sum(caller.said for caller in self.stay)
        figures.delivered = sum(
            caller.last.get(s.name, 0) for caller in self.stay for s in self.stay
        )
        figures.lost = figures.said * len(self.stay) - figures.delivered
        figures.orders = len({(caller.heard, caller.order) for caller in self.stay})
        return figures

"""Lesson 10: run a student's server in a child, and be its clients, for as long as that helps.

The servers listen on loopback. Whether somebody hangs or spins is seen by the work that processes
do, not by the clock alone; see `patience`.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import Event
from types import ModuleType
from typing import Any

from course.drivers.patience import QUIET
from course.drivers.socket_clients import HUNG_UP, NOTHING, Client, Served, settle
from course.workers import socket_server as workers

# -- echo ------------------------------------------------------------------------------------------


def two_doors(module: ModuleType) -> dict[str, Any]:
    """Open two doors at a time: where they are, whether they differ, whether somebody can knock."""
    with ExitStack() as exits:
        try:
            first = exits.enter_context(module.open_door())
            second = exits.enter_context(module.open_door())
        except OSError as error:
            # Taken by its own first door, or by a stranger, for which Windows has two words: who
            # asks for port 0 meets neither.
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            return {"second": "its port was taken"}
        addresses = [door.getsockname() for door in (first, second)]
        return {
            "addresses": [address[0] for address in addresses],
            "different ports": addresses[0][1] != addresses[1][1],
            "listening": all(answers(address[1]) for address in addresses),
        }


def answers(port: int) -> bool:
    """Tell whether somebody listens at a port of this computer."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2.0).close()
    except OSError:
        return False
    return True


def echoes(module: ModuleType, suffix: bytes, pieces: Sequence[bytes]) -> dict[str, Any]:
    """Send pieces to `echo`, each after the answer to the last; return the `replies`."""
    with Served(module.echo, suffix) as served:
        return {"replies": converse(served.client(), suffix, pieces)}


def converse(client: Client, suffix: bytes, pieces: Sequence[bytes]) -> list[bytes]:
    """Send pieces, each after the answer to the last; stop after an answer that is too short."""
    replies: list[bytes] = []
    for piece in pieces:
        client.say(piece)
        replies.append(client.hear(len(piece + suffix)))
        if len(replies[-1]) < len(piece + suffix):
            break
    return replies


def echoes_to_the_end(module: ModuleType, suffix: bytes, pieces: Sequence[bytes]) -> dict[str, Any]:
    """Do the same, then say that that was all.

    after: what came after the end. end: what the function did then.
    """
    with Served(module.echo, suffix) as served:
        client = served.client()
        replies = converse(client, suffix, pieces)
        client.finish()
        client.listen(lambda heard: len(heard) > 20)
        after = client.heard[:20]
        end = "not asked" if after else served.end()
        return {"replies": replies, "after": after, "end": end, **served.outcome}


# -- crowd -----------------------------------------------------------------------------------------


def crowd(module: ModuleType, clients: int) -> dict[str, Any]:
    """Connect clients at a time and let each hear who serves it, while all of them stay.

    pids: who serves; None for one who was left waiting. server: the pid of the function's process.
    """
    with Served(module.serve, workers.introduce, clients) as served:
        guests = [served.client() for _ in range(clients)]
        pids: list[int | None] = []
        for guest in guests:
            line = guest.hear_line()
            pids.append(int(line) if line.isdigit() else None)
            if pids[-1] is None:
                break  # the others would wait as long
        end = "not asked" if None not in pids else served.end()
        return {"pids": pids, "server": served.process.pid, "end": end}


def first_leaves(module: ModuleType, clients: int) -> dict[str, Any]:
    """Let the first handler end while the others stay: does its client hear the end?"""
    with Served(module.serve, workers.introduce, clients) as served:
        guests = [served.client() for _ in range(clients)]
        known = [guest.hear_line().isdigit() for guest in guests]
        guests[0].say(b"0\n")
        return {"served": all(known), "heard the end": guests[0].hears_the_end()}


def exit_codes(module: ModuleType, codes: Sequence[int]) -> dict[str, Any]:
    """Let handlers end with these exit codes, the last first; return what `serve` makes of it."""
    with Served(module.serve, workers.introduce, len(codes)) as served:
        guests = []
        for _ in codes:
            guests.append(served.client())
            guests[-1].hear_line()  # so that they are accepted in this order
        for guest, code in reversed(list(zip(guests, codes, strict=True))):
            guest.say(f"{code}\n".encode())
        return {"end": served.end(), **served.outcome}


# -- framing ---------------------------------------------------------------------------------------


class Scripted(socket.socket):
    """A connection whose every recv brings what the script says, then the end."""

    script: list[bytes]
    ends: int

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return the next piece, or as much of it as is asked for."""
        if not self.script:
            self.ends += 1
            if self.ends > 50:
                raise RuntimeError("recv was called 50 times more after it had returned b''")
            return b""
        piece = self.script.pop(0)
        if len(piece) > size:
            self.script.insert(0, piece[size:])
        return piece[:size]

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """Do the same for those who read into a buffer."""
        piece = self.recv(nbytes or len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


@contextmanager
def scripted(pieces: Sequence[bytes]) -> Iterator[Scripted]:
    """Lend a connection that delivers these pieces."""
    ours, theirs = socket.socketpair()
    with theirs, Scripted(ours.family, ours.type, ours.proto, ours.detach()) as connection:
        connection.script, connection.ends = list(pieces), 0
        yield connection


def messages_in(module: ModuleType, pieces: Sequence[bytes]) -> list[Any]:
    """Return what `messages` yields if recv brings these pieces."""
    with scripted(pieces) as connection:
        return list(module.messages(connection))


# -- broadcast -------------------------------------------------------------------------------------

Said = tuple[int, bytes]


def everybody_hears(module: ModuleType, clients: int, talk: Sequence[Said]) -> dict[str, Any]:
    """Let clients talk, (who, what) one after the other; return what each has heard.

    heard more: who has heard more than that. heard after speaking itself: whether the first who
    has missed something hears it as soon as it says something itself.
    """
    with Served(module.serve, clients) as served:
        guests = [served.client() for _ in range(clients)]
        wanted = dict.fromkeys(range(clients), b"")
        heard = dict.fromkeys(range(clients), b"")
        late = False
        for speaker, what in talk:
            guests[speaker].say(what)
            others = [who for who in range(clients) if who != speaker]
            for who in others:
                wanted[who] += what
                heard[who] += guests[who].hear(len(what))
                if len(heard[who]) < len(wanted[who]):
                    guests[who].say(b"?\n")
                    late = guests[who].hear(1) != b""
                    break  # the others would wait in vain as long
            if late or any(len(heard[who]) < len(wanted[who]) for who in others):
                break
        more = [who for who, guest in enumerate(guests) if extra(guest)]
        return {
            "heard": heard,
            "wanted": wanted,
            "heard more": more,
            "heard after speaking itself": late,
        }


def extra(guest: Client) -> bytes:
    """Return what a client hears beyond what it should, if it is there already."""
    with suppress(OSError):
        guest.heard += guest.socket.recv(65536)
    return guest.heard


def one_leaves(module: ModuleType, clients: int) -> dict[str, Any]:
    """Let the first client leave, then the others talk and leave, too."""
    with Served(module.serve, clients) as served:
        guests = [served.client() for _ in range(clients)]
        guests[1].say(b"all here\n")
        before = [guest.hear_line() for guest in guests if guest is not guests[1]]
        if NOTHING in before or HUNG_UP in before:
            return {"before": "not all heard", "after": [], "end": "not asked"}
        guests[0].finish()
        if not (gone := guests[0].hears_the_end()):
            found = {"first hears the end": False, "after": [], "end": served.end()}
            return {"before": "all heard", **found}
        settle()
        guests[1].say(b"who is left?\n")
        after = [guest.hear_line() for guest in guests[2:]]
        if NOTHING in after:
            found = {"first hears the end": gone, "after": after, "end": "not asked"}
            return {"before": "all heard", **found}
        for guest in guests[1:]:
            guest.finish()
        end = served.end()
        return {
            "before": "all heard",
            "first hears the end": gone,
            "after": after,
            "end": end,
            **served.outcome,
        }


# -- closing ---------------------------------------------------------------------------------------


STUBBORN = 4.0  # seconds after which waiting for a stubborn handler has no limit


def stop_with(module: ModuleType, clients: int, stubborn: bool = False) -> dict[str, Any]:
    """Connect clients, set `stop`, and see how the server ends.

    pids: who serves them. heard: each client's last words, and whether its connection ended then.
    end: what `run` did.
    """
    stop = Event()
    handler = workers.greet_and_never_end if stubborn else workers.greet_until
    with Served(module.run, handler, stop) as served:
        guests = [served.client() for _ in range(clients)]
        pids = [int(line) for guest in guests if (line := guest.hear_line()).isdigit()]
        stop.set()
        heard = [] if stubborn else [last_words(guest) for guest in guests]
        # To wait for the stubborn, for a second or two, is right and looks like doing nothing.
        end = served.end(STUBBORN if stubborn else QUIET)
        return {"pids": pids, "heard": heard, "end": end, **served.outcome}


def stop_when_quiet(module: ModuleType, clients: int) -> dict[str, Any]:
    """Set `stop` when clients have come and left, and the server waits for the next.

    woken up by a client: whether `run` returned only when one more had come.
    """
    stop = Event()
    with Served(module.run, workers.greet_until, stop) as served:
        for _ in range(clients):
            guest = served.client()
            guest.hear_line()
            guest.leave()
        settle()
        stop.set()
        end, woken = served.end(), False
        if end == "waits":
            served.client()
            woken = served.end() == "returned"
        return {"end": end, "woken up by a client": woken, **served.outcome}


def last_words(guest: Client) -> tuple[str, bool]:
    """Return the next line, and whether the connection ends after it."""
    line = guest.hear_line()
    return line, line == HUNG_UP or guest.hears_the_end()


# -- rude ------------------------------------------------------------------------------------------

LIMIT = 1000  # bytes of a line that `talk` is told to keep


def polite(module: ModuleType, pieces: Sequence[bytes]) -> dict[str, Any]:
    """Send pieces, say that that was all; return the answers and what `talk` returned."""

    def behave(client: Client) -> None:
        for piece in pieces:
            client.say(piece)
        client.finish()
        client.listen(lambda heard: False)

    return talk_with(module, behave, patience=30.0)


def resets(module: ModuleType, pieces: Sequence[bytes]) -> dict[str, Any]:
    """Send pieces, wait for an answer, and crash."""

    def behave(client: Client) -> None:
        for piece in pieces:
            client.say(piece)
        client.listen(lambda heard: heard.count(b"\n") >= b"".join(pieces).count(b"\n"))
        client.reset()

    return talk_with(module, behave, patience=30.0)


def stays(module: ModuleType, data: bytes, patience: float = 30.0) -> dict[str, Any]:
    """Send bytes, then nothing more, and stay; return what came back and what `talk` returned."""

    def behave(client: Client) -> None:
        client.say(data)
        client.listen(lambda heard: False)

    return talk_with(module, behave, patience)


def talk_with(
    module: ModuleType, behave: Callable[[Client], None], patience: float
) -> dict[str, Any]:
    """Let a client behave in its way towards `talk`; return what it heard and what came of it."""
    with Served(_accept_and_talk, module.talk, LIMIT, patience) as served:
        client = served.client()
        behave(client)
        return {"answers": client.heard, "end": served.end(), **served.outcome}


def _accept_and_talk(
    door: socket.socket, talk: Callable[..., Any], limit: int, patience: float
) -> Any:
    connection, _ = door.accept()
    return talk(connection, limit, patience)

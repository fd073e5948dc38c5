"""Clients without manners harm nobody but themselves, and the server always says why."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil
import pytest

from course.chat import ChatClient, ChatServer, Kind
from course.chat.frames import HEADER, frame
from course.chat.messages import pack, proof

from .conftest import Raw, hear_until, until

Connect = Callable[[int], Raw]
MIB = 2**20


@pytest.fixture
def ada(server: ChatServer) -> Iterator[ChatClient]:
    """A client that stays, and must not notice anything but who comes and goes."""
    with ChatClient(server.port, "Ada", server.key) as ada:
        yield ada
        ada.say("still here")
        while ada.hear(20).text != "still here":
            pass  # what the test has left unheard


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (frame(b'{"text": "\xff\xfe"}'), "These bytes are not UTF-8 text."),
        (frame(b"hello"), "This text is not JSON."),
        (frame(b'{"text": 7}'), "What is said must be text."),
        (
            HEADER.pack(10 * MIB) + b"x" * (10 * MIB),
            "A message of 10,485,760 bytes is too long",
        ),
        (b"x" * (10 * MIB) + b"\n", "A message of 2,021,161,080 bytes is too long"),
    ],
    ids=["not UTF-8", "not JSON", "not text", "10 MiB frame", "10 MiB line"],
)
def test_what_is_no_message_is_answered_and_shown_out(
    server: ChatServer, ada: ChatClient, raw: Connect, sent: bytes, answer: str
) -> None:
    eve = raw(server.port).join("Eve", server.key)
    with suppress(ConnectionError):  # who is shown out may have no time to say it all
        eve.socket.sendall(sent)
    refusal = eve.hear()
    assert refusal["kind"] == "refused"
    assert str(refusal["text"]).startswith(answer)
    assert eve.hears_nothing_more()
    assert hear_until(ada, Kind.LEFT) == ["(Eve comes in)", "(Eve is shown out)"]


def test_what_is_complete_before_a_bad_frame_is_still_said(
    server: ChatServer, ada: ChatClient, raw: Connect
) -> None:
    eve = raw(server.port).join("Eve", server.key)
    eve.socket.sendall(pack({"text": "one"}) + pack({"text": "two"}) + HEADER.pack(2**31))
    assert hear_until(ada, Kind.LEFT) == [
        "(Eve comes in)",
        "Eve: one",
        "Eve: two",
        "(Eve is shown out)",
    ]


def test_pieces_of_every_size_are_put_together(
    server: ChatServer, ada: ChatClient, raw: Connect
) -> None:
    eve = raw(server.port).join("Eve", server.key)
    eve.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    merged = b"".join(pack({"text": f"part {number} 你"}) for number in range(20))
    for at in range(0, len(merged), 7):
        eve.socket.sendall(merged[at : at + 7])
    eve.socket.sendall(merged)
    heard = [line for _ in range(41) if (line := str(ada.hear(20))).startswith("Eve: ")]
    assert heard == [f"Eve: part {number} 你" for number in range(20)] * 2


def test_a_reset_is_a_way_to_leave(server: ChatServer, ada: ChatClient, raw: Connect) -> None:
    eve = raw(server.port).join("Eve", server.key)
    eve.reset()
    assert hear_until(ada, Kind.LEFT) == ["(Eve comes in)", "(Eve was cut off)"]
    until(lambda: len(server.connections()) == 1)


def test_leaving_in_the_middle_of_a_frame_says_nothing(
    server: ChatServer, ada: ChatClient, raw: Connect
) -> None:
    eve = raw(server.port).join("Eve", server.key)
    eve.socket.sendall(pack({"text": "half of it"})[:9])
    eve.socket.close()
    assert hear_until(ada, Kind.LEFT) == ["(Eve comes in)", "(Eve leaves)"]


def test_who_never_shows_the_key_is_shown_out(raw: Connect) -> None:
    with ChatServer(patience=0.2) as server:
        eve = raw(server.port)
        eve.hear()
        assert eve.hear()["text"] == "You did not show the key in time."
        assert eve.hears_nothing_more()
        eve.socket.close()
        until(lambda: not server.connections())


@pytest.mark.parametrize("shown", [None, 7, "", "\ud800", "é" * 64])
def test_a_proof_of_any_kind_but_the_right_one_is_refused(
    server: ChatServer, raw: Connect, shown: object
) -> None:
    eve = raw(server.port)
    eve.hear()
    eve.socket.sendall(frame(json.dumps({"name": "Eve", "proof": shown}).encode()))
    assert eve.hear()["text"] == "That is not the key of this room."


def test_an_overheard_proof_opens_nothing(server: ChatServer, raw: Connect) -> None:
    first, second = raw(server.port), raw(server.port)
    shown = proof(server.key, str(first.hear()["nonce"]))
    second.hear()
    second.socket.sendall(pack({"name": "Eve", "proof": shown}))
    assert second.hear()["kind"] == "refused"


def test_somebody_who_reads_late_misses_nothing(
    server: ChatServer, ada: ChatClient, raw: Connect
) -> None:
    late = raw(server.port).join("Eve", server.key)
    text = "x" * 10_000
    for number in range(300):  # three megabytes: more than the sockets between us hold
        ada.say(f"{number} {text}")
    heard = [str(late.hear()["text"]).split()[0] for _ in range(300)]
    assert heard == [str(number) for number in range(300)]


def test_somebody_who_never_reads_is_let_go_and_others_hear_everything(
    server: ChatServer, ada: ChatClient, raw: Connect
) -> None:
    raw(server.port).join("Eve", server.key)
    text = "x" * 60_000
    said = heard = 0
    left = ""
    give_up = time.monotonic() + 60
    while not left:
        assert time.monotonic() < give_up
        ada.say(text)
        said += 1
        while heard < said:
            message = ada.hear(30)
            heard += message.kind is Kind.SAID
            left = left or (str(message) if message.kind is Kind.LEFT else "")
    assert left == "(Eve reads too slowly)"
    until(lambda: len(server.connections()) == 1)


def test_a_handler_that_stands_still_does_not_stop_the_room_for_ever(
    server: ChatServer, ada: ChatClient, raw: Connect
) -> None:
    raw(server.port).join("Eve", server.key)
    psutil.Process(server.connections()[1].pid).suspend()
    text = "x" * 60_000
    for _ in range(30):  # more than fits on the line to a process that takes nothing in
        ada.say(text)
    assert hear_until(ada, Kind.LEFT)[-1] == "(Eve was cut off)"


def test_many_at_once_are_all_taken_in(raw: Connect) -> None:
    with ChatServer(patience=60) as server:  # the last to speak is no rude one
        crowd = [raw(server.port) for _ in range(12)]
        for number, one in enumerate(crowd):
            one.join(f"guest {number}", server.key)
        assert len({c.pid for c in server.connections()}) == 12
        for one in crowd:
            one.reset()
        until(lambda: not server.connections())

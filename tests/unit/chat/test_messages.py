"""Messages: what may stand in a frame, and what a person reads."""

from __future__ import annotations

import pytest

from course.chat.errors import BadMessage, NotText, TooLong
from course.chat.frames import Frames
from course.chat.messages import (
    Kind,
    Message,
    message_of,
    name_of,
    pack,
    proof,
    text_of,
    unpack,
    visible,
)


@pytest.mark.parametrize(
    "message",
    [
        Message(Kind.SAID, "Ada", '你好, \n "x"'),
        Message(Kind.WELCOME, "Ada", here=("Bob", "Zoë")),
        Message(Kind.CLOSING, text="The server closes."),
    ],
)
def test_a_message_survives_its_journey(message: Message) -> None:
    [body] = Frames().feed(message.packed())
    assert message_of(body) == message


def test_messages_are_words_for_people() -> None:
    words = [
        str(Message(Kind.SAID, "Ada", "hello")),
        str(Message(Kind.LEFT, "Ada", "was cut off")),
        str(Message(Kind.LEFT, "Ada")),
        str(Message(Kind.WELCOME, "Ada")),
    ]
    assert words == [
        "Ada: hello",
        "(Ada was cut off)",
        "(Ada leaves)",
        "(You are Ada. Here: nobody else.)",
    ]


def test_bytes_that_are_not_utf8_are_not_text() -> None:
    with pytest.raises(NotText, match="not UTF-8"):
        unpack(b'{"text": "\xff"}')


@pytest.mark.parametrize("body", [b"", b"hello", b"[1]", b"7", b"[" * 60_000, b"9" * 60_000])
def test_what_is_no_json_object_is_no_message(body: bytes) -> None:
    with pytest.raises(BadMessage):
        unpack(body)


@pytest.mark.parametrize("body", [b"{}", b'{"kind": "shouted"}', b'{"kind": "welcome", "here": 1}'])
def test_an_object_of_another_kind_is_no_message(body: bytes) -> None:
    with pytest.raises(BadMessage):
        message_of(body)


@pytest.mark.parametrize("name", ["", "  ", None, 7, "x" * 21, "a\nb", "\x1b[31m", "\ud800"])
def test_a_name_is_short_and_visible(name: object) -> None:
    with pytest.raises(BadMessage):
        name_of({"name": name})


def test_a_name_loses_the_blanks_around_it() -> None:
    assert name_of({"name": " Ada "}) == "Ada"


def test_only_text_can_be_said() -> None:
    with pytest.raises(BadMessage):
        text_of({"text": 7})


def test_half_a_character_pair_does_not_break_a_frame() -> None:
    [body] = Frames().feed(pack({"text": "\ud800"}))
    assert unpack(body) == {"text": "?"}


def test_what_does_not_fit_is_not_packed() -> None:
    with pytest.raises(TooLong):
        pack({"text": "x" * 70_000})


def test_a_proof_fits_one_key_and_one_nonce() -> None:
    shown = proof("key", "nonce")
    assert shown == proof("key", "nonce")
    assert len({shown, proof("kez", "nonce"), proof("key", "noncf"), proof("\ud800", "é")}) == 4


def test_a_terminal_is_not_steered_by_what_is_said() -> None:
    assert visible("a\x1b[2Jb\tc\n你\x07") == "a\ufffd[2Jb\tc\n你\ufffd"

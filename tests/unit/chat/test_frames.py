"""Frames: no message is lost, doubled or cut, however the bytes arrive."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.chat.errors import TooLong
from course.chat.frames import HEADER, LIMIT, Frames, frame

BODIES = [b"one", b"", "你好".encode(), b"x" * 300]


@given(st.lists(st.binary(max_size=40), max_size=8), st.lists(st.integers(0, 400), max_size=12))
def test_bodies_survive_every_way_of_cutting(bodies: list[bytes], cuts: list[int]) -> None:
    data = b"".join(frame(body) for body in bodies)
    edges = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    frames, found = Frames(), []
    for begin, end in pairwise(edges):
        found += frames.feed(data[begin:end])
    assert found == bodies
    assert frames.unfinished == 0


def test_one_byte_at_a_time_is_enough() -> None:
    frames, found = Frames(), []
    for byte in b"".join(frame(body) for body in BODIES):
        found += frames.feed(bytes([byte]))
    assert found == BODIES


def test_all_in_one_piece_is_several_messages() -> None:
    assert list(Frames().feed(b"".join(frame(body) for body in BODIES))) == BODIES


def test_what_is_taken_later_is_not_lost() -> None:
    frames = Frames()
    first = next(frames.feed(frame(b"one") + frame(b"two")))
    assert (first, list(frames.feed(b""))) == (b"one", [b"two"])


def test_the_longest_body_fits_and_one_byte_more_does_not() -> None:
    assert list(Frames().feed(frame(b"x" * LIMIT))) == [b"x" * LIMIT]
    with pytest.raises(TooLong, match="65,537 bytes is too long: 65,536 is the most"):
        frame(b"x" * (LIMIT + 1))


def test_a_length_that_cannot_be_is_refused_before_its_body_is_there() -> None:
    with pytest.raises(TooLong, match="10,485,760 bytes"):
        list(Frames().feed(HEADER.pack(10 * 2**20)))


def test_what_was_complete_before_it_is_handed_out_first() -> None:
    bodies = Frames().feed(frame(b"fine") + HEADER.pack(LIMIT + 1))
    assert next(bodies) == b"fine"
    with pytest.raises(TooLong):
        next(bodies)

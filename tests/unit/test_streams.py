"""Catching what children write to their standard error."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading

import pytest

from course import streams
from course.streams import STDERR, Caught, caught_stderr, hear_children


def test_a_childs_error_is_caught() -> None:
    child = multiprocessing.get_context("spawn").Process(target=int, args=("seven",))
    with caught_stderr() as words:
        child.start()
        child.join()
    assert child.exitcode == 1
    assert words.last_line == "ValueError: invalid literal for int() with base 10: 'seven'"


def test_words_of_a_subprocess_are_caught_once_the_block_has_ended() -> None:
    with caught_stderr() as words:
        subprocess.run(
            [sys.executable, "-c", "import sys; sys.stderr.write('first\\nlast\\n')"], check=True
        )
        assert words.text == ""
    assert words.text.split() == ["first", "last"]
    assert words.last_line == "last"


def test_the_descriptor_is_given_back_also_after_an_error() -> None:
    before = os.fstat(STDERR)
    with pytest.raises(KeyError), caught_stderr():
        raise KeyError
    assert os.path.samestat(before, os.fstat(STDERR))


def test_the_last_line_skips_empty_ones() -> None:
    assert Caught("one\ntwo\n \n\n").last_line == "two"
    assert Caught("").last_line == ""


class Watched:
    """A stream whose descriptor a kernel's thread reads."""

    watch_fd_thread = threading.current_thread()


@pytest.mark.skipif(os.name != "posix", reason="Windows' kernels read no descriptors")
def test_a_cell_ends_when_its_childrens_words_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    monkeypatch.setattr(streams, "STDOUT", writing)
    monkeypatch.setattr(streams, "HEARING", 60.0)
    monkeypatch.setattr(sys, "stdout", Watched())
    os.write(writing, b"from a child")
    ended = threading.Event()
    cell = threading.Thread(target=lambda: (hear_children(), ended.set()))
    cell.start()
    assert not ended.wait(0.05)
    assert os.read(reading, 99) == b"from a child"
    assert ended.wait(30)
    cell.join()
    for descriptor in (reading, writing):
        os.close(descriptor)
    hear_children()  # what is no pipe keeps nobody


@pytest.mark.skipif(os.name != "posix", reason="Windows' kernels read no descriptors")
def test_a_child_that_never_stops_talking_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    monkeypatch.setattr(streams, "STDOUT", writing)
    monkeypatch.setattr(sys, "stdout", Watched())
    os.write(writing, b"word upon word")
    hear_children()
    for descriptor in (reading, writing):
        os.close(descriptor)

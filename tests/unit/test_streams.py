"""Catching what children write to their standard error."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys

import pytest

from course.streams import STDERR, Caught, caught_stderr


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

"""The family of a fork program, and the question before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course.forking import imagine
from course.widgets import ForkTree
from course.widgets.fork_tree import question

LOOP = 'for _ in range(3):\n    fork()\nprint("*")'
BROOD = "for _ in range(3):\n    if fork() == 0:\n        exit(4)"


def test_each_round_shows_who_is_there_by_then() -> None:
    pages = ForkTree(LOOP).pages()
    assert [len(page.rows) for page in pages] == [1, 2, 4, 8, 8]
    assert "4 processes fork, so 4 processes are new and there are 8." in pages[3].words
    assert pages[-1].words == (
        "In all 8 processes took part, 7 of them made by a fork; together they print 8 lines."
    )


def test_what_is_printed_and_how_they_end_is_told_at_the_end() -> None:
    first, *_, last = ForkTree(BROOD).pages()
    assert first.rows == (("P", "not forked", "–", "", ""),)
    assert last.rows == (
        ("P", "not forked", "–", "", "0"),
        ("P.1", "P", "2", "", "4"),
        ("P.2", "P", "2", "", "4"),
        ("P.3", "P", "2", "", "4"),
    )


@pytest.mark.parametrize(
    ("program", "total", "sum_"),
    [(LOOP, 8, "1 + 1 + 2 + 4 = 8"), (BROOD, 4, "1 + 1 + 1 + 1 = 4"), ("fork()", 2, "1 + 1 = 2")],
)
def test_the_question_asks_for_all_and_says_why(program: str, total: int, sum_: str) -> None:
    asked = question(imagine(program))
    assert asked.answer == total
    assert sum_ in asked.why


def test_a_program_without_a_fork_stays_alone() -> None:
    widget = ForkTree("print(1)")
    assert widget.book["question"]["answer"] == "1"
    assert "stays alone" in widget.book["question"]["why"]
    assert len(widget.pages()) == 2


def test_the_cover_shows_the_program_and_no_process() -> None:
    cover = question(imagine(LOOP)).cover
    assert "range(3)" in cover
    assert ">P<" not in cover
    assert "E69F00" not in cover, "no line is marked as the one that forks"


def test_the_line_that_forks_is_marked() -> None:
    pages = ForkTree("fork()\nif fork():\n    fork()", predict=False).pages()
    marked = [page.svg.count('fill="#E69F00"') for page in pages]
    assert marked == [0, 1, 1, 1, 0]


def test_many_processes_are_summed_up_in_the_table() -> None:
    last = ForkTree("fork()\n" * 6, predict=False).pages()[-1]
    assert last.rows[-1][0] == "and 52 more"
    assert "In all 64 processes took part" in last.words


def test_a_recorded_run_is_marked_as_one() -> None:
    family = replace(imagine(LOOP), recorded="Linux")
    assert "Recorded on Linux" in ForkTree(family).book["about"]
    assert "Recorded" not in ForkTree(LOOP).book["about"]

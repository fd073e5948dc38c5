"""The lost update: every order, with and without a lock, against what a race must give."""

from __future__ import annotations

import pytest

from course.widgets import LostUpdate
from course.widgets.lost_update import question, race_pages
from course.widgets.race_model import STEPS, orders, race


def test_there_are_twenty_orders_of_two_times_three_steps() -> None:
    assert len(set(orders())) == 20
    assert all(order.count("A") == order.count("B") == len(STEPS) for order in orders())


@pytest.mark.parametrize("order", orders())
def test_without_a_lock_only_one_after_the_other_keeps_both(order: str) -> None:
    turns = race(order, lock=False)
    assert "".join(turn.who for turn in turns) == order
    assert (turns[-1].count == 2) == (order in ("AAABBB", "BBBAAA"))
    assert any(turn.overwrote for turn in turns) == (turns[-1].count == 1)


@pytest.mark.parametrize("order", orders())
def test_with_a_lock_no_order_loses_an_update(order: str) -> None:
    turns = race(order, lock=True)
    assert turns[-1].count == 2
    assert [turn.at for turn in turns][-1] == {"A": 3, "B": 3}
    for turn in turns:
        assert turn.holder in (None, turn.who), "whoever has a turn holds the lock, or nobody does"
        assert (turn.refused is None) or turn.refused != turn.who


def test_a_blocked_process_is_told_of() -> None:
    pages = race_pages("ABABAB", lock=True)
    assert pages[2].words == (
        "It would be B's turn, but A holds the lock: B is blocked. "
        "A adds 1 in its own register: r is 1. count is as it was."
    )
    assert "B is blocked" in pages[2].svg
    assert pages[-1].words.endswith("Two updates, and count is 2: none is lost.")


def test_the_lost_update_is_told_step_by_step() -> None:
    pages = LostUpdate().pages()
    assert [page.rows[-1][1:] for page in pages[1:]] == [
        ("A", "r = count, so r = 0", "0"),
        ("B", "r = count, so r = 0", "0"),
        ("A", "r = r + 1, so r = 1", "0"),
        ("B", "r = r + 1, so r = 1", "0"),
        ("A", "count = r, so count = 1", "1"),
        ("B", "count = r, so count = 1", "1"),
    ]
    assert pages[-1].words == (
        "B writes 1. It never saw what A wrote, and that is overwritten. "
        "Two updates, and count is 1: one update is lost."
    )


def test_the_question_counts_the_orders_that_lose() -> None:
    assert question().answer == 18
    assert "2 orders" in question().why

"""Four ways to wait, worked out; and a recorded log in lanes."""

from __future__ import annotations

from itertools import count, pairwise, product
from math import ceil

import pytest

from course.events import EventLog, merge
from course.widgets import WaitingTimeline
from course.widgets.waiting_log import MOST, log_pages, overlaps
from course.widgets.waiting_model import Deed, Way, visit
from course.widgets.waiting_timeline import COUNTING, LOOK, WORK

EVERY = pytest.mark.parametrize(("counting", "work", "look"), list(product(COUNTING, WORK, LOOK)))


@EVERY
@pytest.mark.parametrize("way", Way)
def test_all_work_is_done_and_no_time_is_lost(
    way: Way, counting: int, work: int, look: float
) -> None:
    made = visit(way, counting, work, look)
    assert made.spent(Deed.WORK) == work
    assert made.stretches[0].begin == 0
    assert all(one.end == two.begin for one, two in pairwise(made.stretches))
    assert made.heard >= made.counted == counting


@EVERY
def test_blocking_is_about_the_caller_and_not_about_the_message(
    counting: int, work: int, look: float
) -> None:
    stand, ticket = visit(Way.STAND, counting, work, look), visit(Way.TICKET, counting, work, look)
    assert stand.stretches == ticket.stretches
    assert stand.spent(Deed.WAIT) == counting
    assert stand.meanwhile() == 0
    for way in (Way.GLANCE, Way.CALLED):
        assert visit(way, counting, work, look).spent(Deed.WAIT) == 0


@EVERY
def test_who_is_called_is_never_later_than_the_others(
    counting: int, work: int, look: float
) -> None:
    ends = {way: visit(way, counting, work, look).end for way in Way}
    assert min(ends.values()) == ends[Way.CALLED] == max(counting, work)


@EVERY
def test_who_looks_hears_of_it_at_the_next_look(counting: int, work: int, look: float) -> None:
    made = visit(Way.GLANCE, counting, work, look)
    assert made.looks() == ceil((counting + look) / (1 + look))
    assert look <= made.heard - counting < 1 + 2 * look
    assert made.spent(Deed.LOOK) == pytest.approx(look * made.looks())


def test_steps_tell_who_does_what_now() -> None:
    pages = WaitingTimeline().pages(counting=4, work=2, look=0.5)
    assert pages[0].words == (
        "From 0 on. The clerk counts. You: synchronous, blocking: wait; synchronous, non-blocking: "
        "own work; asynchronous, blocking: wait; asynchronous, non-blocking: own work."
    )
    assert "asynchronous, non-blocking: nothing left to do" in pages[3].words
    assert pages[-1].words.startswith("Blocking, you wait for 4, ticket or not")


def log_of_two() -> EventLog:
    ticks = count()
    clock = lambda: float(next(ticks)) / 100  # noqa: E731
    you, clerk = EventLog("you", clock=clock), EventLog("clerk", clock=clock)
    you.note("ask")
    with clerk.during("counts"), you.during("own work"):
        pass
    with you.during("wait"):
        pass
    you.note("have the answer")
    return merge(you, clerk)


def test_a_log_has_a_page_for_each_event_and_says_what_overlaps() -> None:
    log = log_of_two()
    widget = WaitingTimeline(log)
    pages = widget.pages()
    assert len(pages) == len(log.events) == 8
    assert pages[1].words == "Event 2, clerk: begins counts."
    assert pages[-1].words == (
        "Event 8, you: have the answer. At one time: clerk (counts) and you (own work)."
    )
    assert [row[1:] for row in pages[-1].rows] == [(e.who, e.words) for e in log.events]


def test_the_order_is_drawn_alike_in_every_run_and_the_time_is_not() -> None:
    one, other = log_of_two(), log_of_two()
    slow = EventLog(
        other.name,
        tuple(type(e)(e.who, e.number, e.what, 7 + 3 * e.at, e.mark) for e in other.events),
    )
    assert log_pages(one, "order") == log_pages(slow, "order")
    assert log_pages(one, "time") != log_pages(slow, "time")
    assert "after 30.0 ms" in log_pages(one, "time")[3].words


def test_a_wait_is_an_outline_and_work_has_a_colour() -> None:
    log = EventLog("you")
    for what in ("wait for the bell", "Waits", "work"):
        with log.during(what):
            pass
    svg = log_pages(log, "order")[-1].svg
    assert svg.count("stroke-dasharray") == 2
    assert svg.count('fill="#E69F00"') == 1


def test_what_never_ended_is_drawn_to_the_end() -> None:
    log = EventLog("you")
    with log.during("counts"):
        page = log_pages(log, "order")[-1]
    assert "counts" in page.svg


def test_spans_one_after_the_other_do_not_overlap() -> None:
    log = EventLog("a")
    with log.during("x"):
        pass
    other = EventLog("b")
    with other.during("y"):
        pass
    assert overlaps(merge(log, other)) == "No two stretches of different processes overlap."


def test_what_one_process_does_within_its_own_work_is_no_overlap() -> None:
    log = EventLog("a")
    with log.during("x"), log.during("y"):
        pass
    assert overlaps(log) == "No two stretches of different processes overlap."


def test_a_long_log_is_cut_and_says_so() -> None:
    log = EventLog("looker")
    for _ in range(MOST + 5):
        log.note("look")
    pages = log_pages(log, "order")
    assert len(pages) == MOST
    assert f"Only the first {MOST} of {MOST + 5} events are drawn." in pages[-1].words


def test_an_empty_log_is_no_error() -> None:
    assert len(WaitingTimeline(EventLog("nobody")).pages()) == 1

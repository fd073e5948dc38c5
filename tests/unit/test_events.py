"""The log that lessons 5 to 11 share: one for each process, read together afterwards."""

from __future__ import annotations

import multiprocessing
from itertools import count
from multiprocessing.queues import SimpleQueue

import pytest

from course.events import EventLog, Span, merge


def log_at(name: str, *times: float) -> EventLog:
    moments = iter(times)
    return EventLog(name, clock=lambda: next(moments))


def answer(mailbox: SimpleQueue[EventLog], question: SimpleQueue[str]) -> None:
    log = EventLog()
    with log.during("waits"):
        question.get()
    log.note("answers")
    mailbox.put(log)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_logs_of_two_processes_merge_into_the_order_that_a_message_proves(method: str) -> None:
    context = multiprocessing.get_context(method)
    mailbox, question = context.SimpleQueue(), context.SimpleQueue()
    child = context.Process(target=answer, args=(mailbox, question), name="clerk")  # type: ignore[attr-defined]
    child.start()
    own = EventLog("asker")
    own.note("asks")
    question.put("how late is it?")
    log = merge(own, mailbox.get())
    child.join()
    assert log.who.index("asker") >= 0
    assert log.before(("asker", "asks"), ("clerk", "answers"))
    assert log.before(("asker", "asks"), ("clerk", "ends: waits"))
    assert log.of("clerk").order() == ["clerk begins: waits", "clerk ends: waits", "clerk answers"]


def test_merge_sorts_by_time_and_keeps_equal_stamps_in_their_own_order() -> None:
    one, other = log_at("one", 1.0, 3.0, 3.0), log_at("other", 2.0, 3.0)
    for what in "abc":
        one.note(what)
    for what in "xy":
        other.note(what)
    assert merge(other, one).order() == ["one a", "other x", "one b", "one c", "other y"]


def test_merging_a_merged_log_again_changes_nothing() -> None:
    one = log_at("one", 1.0)
    one.note("a")
    assert merge(one, merge(one)).order() == ["one a"]


def test_two_processes_of_one_name_are_refused() -> None:
    one, twin = log_at("one", 1.0), log_at("one", 2.0)
    one.note("a")
    twin.note("b")
    with pytest.raises(ValueError, match="a name of its own"):
        merge(one, twin)


def test_spans_pair_begin_with_end_also_when_nested_or_unfinished() -> None:
    log = log_at("one", *range(10))
    with log.during("waits"), log.during("waits"):
        log.note("looks")
    waiting = log.during("sleeps")
    waiting.__enter__()
    assert log.spans() == (
        Span("one", "waits", 0, 4),
        Span("one", "waits", 1, 3),
        Span("one", "sleeps", 5, None),
    )


def test_a_span_that_fails_is_closed_all_the_same() -> None:
    log = log_at("one", *range(4))
    with pytest.raises(KeyError), log.during("works"):
        raise KeyError
    assert log.spans() == (Span("one", "works", 0, 1),)


@pytest.mark.parametrize(
    ("begin", "end", "expected"), [(0, 1, False), (0, 2, True), (4, 9, False), (2, None, True)]
)
def test_spans_overlap_only_where_they_share_an_instant(
    begin: float, end: float | None, expected: bool
) -> None:
    span, other = Span("one", "works", 1, 4), Span("other", "works", begin, end)
    assert span.overlaps(other) is other.overlaps(span) is expected


def test_the_drawing_has_a_column_a_process_and_no_times_unless_asked() -> None:
    ticks = count()
    one, other = (EventLog(name, clock=lambda: next(ticks) / 1000) for name in ("one", "other"))
    one.note("asks")
    with other.during("works"):
        pass
    log = merge(one, other)
    assert str(log).splitlines() == [
        "one  │ other",
        "asks │",
        "     │ begins: works",
        "     │ ends: works",
    ]
    assert log.draw(times=True).splitlines()[2] == "      1.0 │      │ begins: works"
    assert str(EventLog("nobody")) == "(an empty log)"


def test_what_was_never_done_is_named_beside_what_was() -> None:
    log = log_at("one", 1.0)
    log.note("asks")
    with pytest.raises(LookupError, match=r"never did 'answers'.*one asks"):
        log.first("one", "answers")

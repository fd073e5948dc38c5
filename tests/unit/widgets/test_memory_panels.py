"""Two memories: what one process writes, the other does not see; and when a frame is copied."""

from __future__ import annotations

from itertools import product
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection

import pytest

from course.widgets import MemoryPanels
from course.widgets.memory_model import Method, Who, history
from course.widgets.memory_panels import question

METHODS: tuple[Method, ...] = ("fork", "spawn")
WRITERS: tuple[Who, ...] = ("child", "parent")


@pytest.mark.parametrize(("method", "writer"), list(product(METHODS, WRITERS)))
def test_only_the_writer_sees_what_it_wrote(method: Method, writer: Who) -> None:
    *_, started, written, _ = history(method, writer)
    other: Who = "parent" if writer == "child" else "child"
    assert written.read(other, "count") == started.read(other, "count")
    assert int(written.read(writer, "count")) == int(started.read(writer, "count")) + 1


def test_a_forked_child_shares_all_frames_until_somebody_writes() -> None:
    *_, started, written, _ = history("fork", "child")
    assert started.space("child") == started.space("parent")
    assert written.copied == written.space("child")["count"] != written.space("parent")["count"]
    assert written.space("child")["name"] == written.space("parent")["name"]


def test_a_spawned_child_shares_nothing_and_has_what_the_module_says() -> None:
    *_, started, written, _ = history("spawn", "parent")
    assert not set(started.space("child").values()) & set(started.space("parent").values())
    assert (started.read("parent", "count"), started.read("child", "count")) == ("5", "0")
    assert written.copied is None


count = 0


def report(line: Connection) -> None:
    """Send what this process sees, add one, send it again."""
    global count
    line.send(count)
    count += 1
    line.send(count)


@pytest.mark.parametrize("method", [m for m in METHODS if m in get_all_start_methods()])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_real_processes_see_what_the_model_says(
    method: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.count", 5)
    context = get_context(method)
    ours, theirs = context.Pipe()
    child = context.Process(target=report, args=(theirs,))
    child.start()
    try:
        assert ours.poll(30)
        seen = [ours.recv(), ours.recv(), count]
    finally:
        child.kill()
        child.join()
    *_, started, written, _ = history(method, "child")
    assert [str(each) for each in seen] == [
        started.read("child", "count"),
        written.read("child", "count"),
        written.read("parent", "count"),
    ]


def test_the_question_is_answered_by_the_model() -> None:
    assert str(question().answer) == history("spawn", "child")[-1].read("parent", "count")
    assert MemoryPanels(predict=True).book["question"]["answer"] == "5"
    assert MemoryPanels().book["question"] is None


def test_the_last_page_says_what_both_see() -> None:
    last = MemoryPanels().pages(method="fork", writer="child")[-1]
    assert "count is 5 in the parent and 6 in the child" in last.words
    assert last.rows == (("count", "5", "6", "no"), ("name", "'Ada'", "'Ada'", "yes"))

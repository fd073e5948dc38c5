"""The frames of the process tree, and its buttons, on real children."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from course.processes import State, wait_for_state
from course.widgets import ProcessTree
from course.widgets.process_tree import EXAMPLE, draw, frame_of, news, rows_of

from .conftest import Child, until


@pytest.fixture
def widget() -> Iterator[ProcessTree]:
    made = ProcessTree()
    yield made
    made.close()


def row(widget: ProcessTree, pid: int) -> dict[str, Any]:
    widget.refresh()
    return next(row for row in widget.frame["rows"] if row["pid"] == pid)


def lines(widget: ProcessTree) -> str:
    found: list[str] = widget.frame["news"]["lines"]
    return " ".join(found)


def test_the_frame_is_plain_data_with_this_process_as_root(
    sleeper: Child, widget: ProcessTree
) -> None:
    json.dumps(widget.frame)
    root = widget.frame["rows"][0]
    assert (root["pid"], root["level"], root["stoppable"]) == (os.getpid(), 1, False)
    child = row(widget, sleeper.pid)
    assert (child["above"], child["level"], child["stoppable"]) == (root["key"], 2, True)


def test_positions_are_those_of_the_aria_tree_pattern() -> None:
    rows = {row["title"]: row for row in rows_of(EXAMPLE)}
    places = {title: (row["level"], row["place"], row["siblings"]) for title, row in rows.items()}
    assert places == {
        "kernel": (1, 1, 1),
        "resource tracker": (2, 1, 3),
        "worker-1": (2, 2, 3),
        "grandchild": (3, 1, 1),
        "worker-2": (2, 3, 3),
    }


def test_the_summary_counts_states_and_names_helpers() -> None:
    assert frame_of(rows_of(EXAMPLE))["summary"] == (
        "3 processes below kernel: 1 blocked, 1 ready or running, 1 stopped; 1 helper."
    )


def test_a_child_is_stopped_by_its_key(sleeper: Child, widget: ProcessTree) -> None:
    widget.act({"do": "stop", "key": row(widget, sleeper.pid)["key"]})
    assert sleeper.wait(timeout=10) != 0
    widget.refresh()
    assert f"(pid {sleeper.pid}) ended when asked." in lines(widget)


def test_the_root_stays(widget: ProcessTree) -> None:
    widget.act({"do": "stop", "key": row(widget, os.getpid())["key"]})
    widget.refresh()
    assert "stays: it is the root of this tree." in lines(widget)


def test_a_key_from_an_old_frame_stops_nothing(sleeper: Child, widget: ProcessTree) -> None:
    widget.act({"do": "stop", "key": f"{sleeper.pid}@0.0"})
    widget.refresh()
    assert "had already ended" in lines(widget)
    assert sleeper.poll() is None


def test_stop_them_all_stops_what_is_below(sleeper: Child, widget: ProcessTree) -> None:
    widget.refresh()
    widget.act({"do": "stop all"})
    assert sleeper.wait(timeout=10) != 0


def test_with_nothing_below_stop_them_all_says_so(sleeper: Child) -> None:
    leaf = ProcessTree(sleeper)
    leaf.act({"do": "stop all"})
    leaf.refresh()
    assert "There was nothing to stop." in lines(leaf)
    assert sleeper.poll() is None
    leaf.close()


def test_a_helper_is_not_stoppable_and_says_why() -> None:
    tracker = next(row for row in rows_of(EXAMPLE) if row["helper"])
    assert not tracker["stoppable"]
    assert tracker["why"] == "it is a helper (resource tracker)"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no zombies")
def test_a_zombie_keeps_its_title_and_is_news(sleeper: Child, widget: ProcessTree) -> None:
    title = row(widget, sleeper.pid)["title"]
    sleeper.terminate()
    wait_for_state(sleeper.pid, State.ZOMBIE)
    zombie = row(widget, sleeper.pid)
    assert (zombie["title"], zombie["state"], zombie["stoppable"]) == (title, "zombie", False)
    assert "its parent has not collected it yet" in lines(widget)


def test_news_tell_who_came_and_who_went() -> None:
    rows = rows_of(EXAMPLE)
    assert news(rows, rows) == []
    assert news(rows[:2], rows[:3]) == ["worker-1 started."]
    assert news(rows[:3], rows[:2]) == ["worker-1 ended."]


def test_a_collected_zombie_is_no_news() -> None:
    rows = rows_of(EXAMPLE)
    zombie = rows[2] | {"state": "zombie"}
    assert news([*rows[:2], zombie], rows[:2]) == []


def test_the_tree_of_an_ended_process_is_empty(sleeper: Child) -> None:
    widget = ProcessTree(sleeper)
    sleeper.kill()
    sleeper.wait()
    widget.refresh()
    assert widget.frame["rows"] == []
    assert widget.frame["summary"] == "The process at the root of this tree has ended."
    assert "<svg" in draw(widget.frame)
    widget.close()


def test_the_fallback_is_the_same_every_time(sleeper: Child, widget: ProcessTree) -> None:
    other = ProcessTree(sleeper)
    pages = [made._repr_mimebundle_() for made in (widget, other)]
    assert pages[0] is not None
    assert pages[1] is not None
    assert pages[0][0]["text/html"] == pages[1][0]["text/html"]
    assert "<svg" in pages[0][0]["text/html"]
    assert "<table" in pages[0][0]["text/html"]
    assert "worker-2" in pages[0][0]["text/html"]
    other.close()


def test_a_title_cannot_smuggle_markup_into_the_fallback() -> None:
    rows = rows_of(EXAMPLE)
    rows[2]["title"] = "<script>alert(1)</script>"
    assert "<script" not in draw(frame_of(rows))


def test_a_shown_tree_follows_the_system(sleeper: Child) -> None:
    widget = ProcessTree(seconds=0.05)
    widget.start()
    until(lambda: any(row["pid"] == sleeper.pid for row in widget.frame["rows"]))
    sleeper.kill()
    sleeper.wait()
    until(lambda: all(row["pid"] != sleeper.pid for row in widget.frame["rows"]))
    widget.close()

"""What holds for every page of every picture in steps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from course.widgets import (
    DaemonTimeline,
    Endings,
    Flipbook,
    ForkTree,
    LostUpdate,
    MemoryPanels,
    PoolTimeline,
    StateDiagram,
    TasksOnCores,
    WaitingTimeline,
)
from course.widgets.drawing import width_of

WIDGETS: dict[str, Callable[[], Flipbook]] = {
    "StateDiagram": StateDiagram,
    "TasksOnCores": TasksOnCores,
    "WaitingTimeline": WaitingTimeline,
    "ForkTree": lambda: ForkTree('for _ in range(3):\n    fork()\nprint("*")'),
    "ForkTree of many": lambda: ForkTree("fork()\n" * 6, predict=False),
    "Endings": Endings,
    "MemoryPanels": MemoryPanels,
    "LostUpdate": lambda: LostUpdate(predict=True),
    "PoolTimeline": PoolTimeline,
    "DaemonTimeline": DaemonTimeline,
}
EVERY = pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS)


@EVERY
def test_every_page_is_a_picture_with_words_and_whole_rows(make: Callable[[], Flipbook]) -> None:
    book = make().book
    for page in book["pages"]:
        svg = ElementTree.fromstring("\n".join(book["lines"][line] for line in page["svg"]))
        assert svg.get("aria-label") == page["words"]
        assert page["words"].endswith((".", "!", "?"))
        assert all(len(row) == len(book["head"]) for row in page["rows"])


@EVERY
def test_no_text_leaves_its_picture(make: Callable[[], Flipbook]) -> None:
    book = make().book
    for page in book["pages"]:
        svg = ElementTree.fromstring("\n".join(book["lines"][line] for line in page["svg"]))
        width, height = (float(each) for each in (svg.get("viewBox") or "").split()[2:])
        for x, node in texts(svg, 0.0):
            size = float(node.get("font-size", 0))
            wide = width_of(node.text or "", size) * 0.9  # the estimate is a little too much
            left = x - {"middle": wide / 2, "end": wide}.get(node.get("text-anchor", ""), 0)
            assert left >= -1, (node.text, left)
            assert left + wide <= width + 1, (node.text, left + wide)
            assert size >= 10
        assert height < 620


def texts(node: ElementTree.Element, x: float) -> list[tuple[float, ElementTree.Element]]:
    """Return every text below a node with its x, what groups move it by included."""
    found = []
    for child in node:
        moved = re.match(r"translate\((\S+)", child.get("transform", ""))
        here = x + (float(moved[1]) if moved else 0)
        if child.tag.endswith("text"):
            found.append((here + float(child.get("x", 0)), child))
        found += texts(child, here)
    return found


@EVERY
def test_nothing_is_drawn_without_a_width(make: Callable[[], Flipbook]) -> None:
    assert not [line for line in make().book["lines"] if ' width="0"' in line]


@EVERY
def test_all_settings_together_are_light_enough_for_a_notebook(
    make: Callable[[], Flipbook],
) -> None:
    assert len(json.dumps(make().book)) < 450_000


@EVERY
def test_the_fallback_has_a_picture_and_words(make: Callable[[], Flipbook]) -> None:
    widget = make()
    html = widget.draw()
    assert "<svg" in html
    question = widget.book["question"]
    if question:
        assert question["why"] not in html
    else:
        assert "<table" in html


@EVERY
def test_a_widget_names_itself_as_python_writes_it(make: Callable[[], Flipbook]) -> None:
    widget = make()
    assert repr(widget).startswith(type(widget).__name__ + "(")

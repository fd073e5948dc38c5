"""The thread behind a live widget: when it reads, when it rests, when it ends."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from course.widgets import assets
from course.widgets.live import Frame, LiveWidget

from .conftest import until

Listen = Callable[[], list[Any]]


class Counter(LiveWidget):
    """Count its own readings."""

    _esm = "export default {}"

    def __init__(self, **options: Any) -> None:
        self.readings = itertools.count()
        self.asked: list[Any] = []
        self.sent: list[Any] = []
        super().__init__(**options)

    def make_frame(self) -> Frame:
        return {"number": next(self.readings), "summary": "counting"}

    def act(self, request: Any) -> None:
        self.asked.append(request)
        raise ValueError("no such thing")

    def example(self) -> Frame:
        return {"number": 42}

    def draw(self, frame: Frame) -> str:
        return f"<b>{frame['number']}</b>"

    def send(self, content: Any, buffers: Any = None) -> None:
        self.sent.append(content)

    def hear(self, **request: Any) -> None:
        """Pretend that the page said this."""
        self._handle_custom_msg(request, [])

    @property
    def number(self) -> int:
        found: int = self.frame["number"]
        return found

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() and thread is self._thread for thread in threading.enumerate())


@pytest.fixture
def widget() -> Iterator[Counter]:
    made = Counter(seconds=0.01)
    yield made
    made.close()


def test_a_widget_has_a_frame_before_it_is_shown(widget: Counter) -> None:
    assert widget.number == 0
    assert not widget.busy
    json.dumps(widget.frame)


def test_showing_it_begins_the_refreshing(widget: Counter) -> None:
    widget._repr_mimebundle_()
    until(lambda: widget.number > 3)


def test_the_thread_does_not_keep_the_kernel_alive(widget: Counter) -> None:
    widget.start()
    assert widget._thread is not None
    assert widget._thread.daemon


def test_it_rests_when_the_last_view_is_gone_and_goes_on_with_the_next(widget: Counter) -> None:
    widget.hear(do="hello", view="a")
    widget.hear(do="hello", view="b")
    widget.hear(do="bye", view="a")
    seen = widget.number
    until(lambda: widget.number > seen + 2)
    widget.hear(do="bye", view="b")
    until(lambda: rests(widget))
    widget.hear(do="hello", view="c")
    seen = widget.number
    until(lambda: widget.number > seen)


def test_a_paused_widget_reads_nothing_but_shows_that_it_lives(widget: Counter) -> None:
    widget.start()
    widget.hear(do="pause", paused=True)
    assert widget.frame["live"]["paused"] is True
    until(lambda: rests(widget))
    beats = len(widget.sent)
    until(lambda: len(widget.sent) > beats + 2)
    assert widget.sent[-1] == {"beat": True}
    widget.hear(do="pause", paused=False)
    seen = widget.number
    until(lambda: widget.number > seen)


def test_the_page_may_choose_among_the_rates_only(widget: Counter) -> None:
    widget.hear(do="rate", seconds=5)
    assert widget.frame["live"]["seconds"] == 5.0
    widget.hear(do="rate", seconds=0)
    widget.hear(do="rate", seconds="fast")
    assert widget.frame["live"]["seconds"] == 5.0


def test_stop_ends_the_thread_and_says_so(widget: Counter) -> None:
    widget.start()
    widget.stop()
    until(lambda: not widget.busy)
    assert widget.frame["live"]["running"] is False
    widget.hear(do="hello", view="late")
    assert not widget.busy


def test_close_ends_the_thread(widget: Counter) -> None:
    widget.start()
    widget.close()
    until(lambda: not widget.busy)


def test_a_request_is_done_in_a_thread_and_its_failure_is_told(widget: Counter) -> None:
    widget.hear(do="stop", key="7")
    until(lambda: widget.frame["news"]["lines"])
    assert widget.asked == [{"do": "stop", "key": "7"}]
    assert widget.frame["news"] == {"count": 1, "lines": ["That did not work: no such thing"]}


@pytest.mark.parametrize("nonsense", [None, 7, "stop", {"do": 3}, {"view": "x"}, []])
def test_what_is_no_request_is_ignored(widget: Counter, nonsense: Any) -> None:
    widget._handle_custom_msg(nonsense, [])
    assert widget.asked == []


def test_a_reading_that_fails_is_told_once_and_the_last_frame_stays(
    widget: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Frame:
        raise OSError("disk on fire")

    frame = widget.frame["number"]
    monkeypatch.setattr(widget, "make_frame", fail)
    widget.start()
    until(lambda: "That did not work: disk on fire" in widget.frame["news"]["lines"])
    until(lambda: len(widget.sent) > 3)
    assert widget.frame["number"] == frame
    assert widget.frame["news"]["count"] == 1


def test_the_news_keep_the_last_five_and_count_all(widget: Counter) -> None:
    for number in range(7):
        widget.tell(f"event {number}")
    widget.refresh()
    assert widget.frame["news"] == {"count": 7, "lines": [f"event {n}" for n in range(2, 7)]}


def test_the_bundle_has_the_widget_an_example_and_a_text(widget: Counter) -> None:
    bundle = widget._repr_mimebundle_()
    assert bundle is not None
    data, _ = bundle
    assert data["text/html"] == "<b>42</b>"
    assert data["text/plain"] == "Counter()"
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.model_id


def test_the_reading_of_now_may_stand_in_for_the_example() -> None:
    widget = Counter(fallback="now")
    bundle = widget._repr_mimebundle_()
    assert bundle is not None
    assert bundle[0]["text/html"] == "<b>0</b>"
    widget.close()


@pytest.mark.parametrize("name", ["process_tree", "pcb_card", "program_and_processes"])
def test_a_script_is_one_module_that_fetches_nothing(name: str) -> None:
    script, style = assets.script(name), assets.style(name)
    assert script.count("export default") == 1
    assert "import " not in script
    assert [line for line in script.splitlines() if "://" in line] == [
        'const SVG = "http://www.w3.org/2000/svg";'
    ]
    assert "url(" not in style
    assert "@import" not in style


def rests(widget: Counter) -> bool:
    """Tell whether the widget has made no reading for many times its interval."""
    before = widget.number
    threading.Event().wait(0.1)
    return widget.number == before

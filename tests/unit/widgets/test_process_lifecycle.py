"""A real `Process` object, driven by what the buttons send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree import ElementTree

import psutil
import pytest

from course.widgets import ProcessLifecycle
from course.widgets.process_lifecycle import ACTIONS
from course.widgets.process_reading import SAYS, Stage, stage_of

from .conftest import until


@pytest.fixture
def widget() -> Iterator[ProcessLifecycle]:
    made = ProcessLifecycle()
    yield made
    made.close()


def does(widget: ProcessLifecycle, *keys: str) -> dict[str, str]:
    """Press buttons one after the other; return the attributes."""
    for key in keys:
        widget.act({"do": key})
    widget.refresh()
    ElementTree.fromstring(widget.frame["svg"])
    json.dumps(widget.frame)
    return {name: value for name, value, _ in widget.frame["rows"]}


def test_an_object_is_not_a_process(widget: ProcessLifecycle) -> None:
    assert SAYS[Stage.NONE] in does(widget) or widget.frame["words"] == SAYS[Stage.NONE]
    before = set(psutil.Process().children())
    says = does(widget, "new")
    assert set(psutil.Process().children()) <= before
    assert widget.frame["words"] == SAYS[Stage.MADE]
    assert (says["name"], says["pid"], says["exitcode"]) == ("'Ada'", "None", "None")
    assert says["sentinel ready?"] == "ValueError: process not started"
    assert says["len(authkey)"] == "32"


def test_a_started_one_ends_by_itself_when_the_gate_opens(widget: ProcessLifecycle) -> None:
    says = does(widget, "new", "start")
    assert says["is_alive()"] == "True"
    assert says["sentinel ready?"] == "False"
    assert psutil.pid_exists(int(says["pid"]))
    does(widget, "gate")
    until(lambda: does(widget)["is_alive()"] == "False")
    after = does(widget, "join")
    assert (after["exitcode"], after["pid"]) == ("0", says["pid"])
    assert after["sentinel ready?"] == "True"
    assert stage_of(widget.process) is Stage.ENDED


@pytest.mark.parametrize("way", ["terminate", "kill"])
def test_force_leaves_another_exit_code(widget: ProcessLifecycle, way: str) -> None:
    does(widget, "new", "start", way)
    until(lambda: does(widget)["is_alive()"] == "False")
    assert int(does(widget)["exitcode"]) != 0


def test_a_closed_object_answers_little(widget: ProcessLifecycle) -> None:
    says = does(widget, "new", "start", "kill", "join", "close")
    assert widget.frame["words"].endswith(SAYS[Stage.CLOSED])
    assert says["pid"] == says["exitcode"] == "ValueError: process object is closed"
    assert says["name"] == "'Ada'"


@pytest.mark.parametrize(
    ("keys", "error"),
    [
        (["start"], "NameError: name 'p' is not defined"),
        (["new", "join"], "AssertionError: can only join a started process"),
        (["new", "start", "start"], "AssertionError: cannot start a process twice"),
        (["new", "start", "daemon"], "AssertionError: process has already started"),
        (["new", "start", "close"], "ValueError: Cannot close a process while it is still running"),
    ],
)
def test_a_call_out_of_turn_shows_the_error_in_pythons_words(
    widget: ProcessLifecycle, keys: list[str], error: str
) -> None:
    does(widget, *keys)
    assert f"raised {error}" in widget.frame["words"]
    assert error[:60] in widget.frame["svg"].replace("&#x27;", "'")
    assert any(error in line for line in widget.frame["news"]["lines"])


def test_an_error_is_forgotten_after_the_next_call(widget: ProcessLifecycle) -> None:
    does(widget, "start", "new")
    assert widget.frame["words"] == SAYS[Stage.MADE]


def test_a_new_object_ends_the_process_of_the_old_one(widget: ProcessLifecycle) -> None:
    pid = int(does(widget, "new", "start")["pid"])
    assert does(widget, "new")["pid"] == "None"
    assert not psutil.pid_exists(pid)


def test_closing_the_widget_leaves_no_process() -> None:
    widget = ProcessLifecycle()
    pid = int(does(widget, "new", "daemon", "start")["pid"])
    assert does(widget)["daemon"] == "True"
    widget.close()
    assert not psutil.pid_exists(pid)


def test_every_button_is_understood_and_nothing_else(widget: ProcessLifecycle) -> None:
    for action in ACTIONS:
        widget.act({"do": action.key})
    count = widget.frame["news"]["count"]
    widget.act({"do": "format the disk"})
    widget.refresh()
    assert widget.frame["news"]["count"] == count or count == 0


def test_the_fallback_is_the_same_at_every_execution(widget: ProcessLifecycle) -> None:
    html = widget.draw(widget.example())
    assert html == ProcessLifecycle().draw(widget.example())
    for words in ("4711", "-15", "p.terminate()", "<svg", "<table"):
        assert words in html

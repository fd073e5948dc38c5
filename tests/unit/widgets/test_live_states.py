"""A real process among the states: sampled, never imagined."""

from __future__ import annotations

import os
import sys
from xml.etree import ElementTree

import psutil
import pytest

from course.processes import ProcessGone, State
from course.processes.sampling import Change, StateRecord
from course.widgets import LiveStates
from course.widgets.live_states import MEANS, PLACES, state_frame

from .conftest import Child, until

LINUX = sys.platform.startswith("linux")


def states(widget: LiveStates) -> list[str]:
    """Look once more; return the states so far, oldest first."""
    widget.refresh()
    return [row[0] for row in reversed(widget.frame["rows"])]


@pytest.mark.skipif(not LINUX, reason="only Linux tells these states apart")
def test_a_child_is_followed_from_state_to_state(sleeper: Child) -> None:
    widget = LiveStates(sleeper)
    until(lambda: states(widget)[-1] == "blocked")
    psutil.Process(sleeper.pid).suspend()
    until(lambda: states(widget)[-1] == "stopped")
    sleeper.kill()
    until(lambda: states(widget)[-1] == "zombie")
    assert "not collected it yet" in widget.frame["words"]
    sleeper.wait()
    until(lambda: states(widget)[-1] == "ended")
    assert states(widget)[-2:] == ["zombie", "ended"]
    assert "stopped" in states(widget)[:-2]
    assert widget.frame["live"]["running"] is False
    assert widget.frame["finished"]
    assert any("zombie → ended" in line for line in widget.frame["news"]["lines"])
    widget.close()


def test_a_child_that_ends_is_said_to_have_ended(sleeper: Child) -> None:
    widget = LiveStates(sleeper)
    sleeper.kill()
    sleeper.wait()
    until(lambda: states(widget)[-1] == "ended")
    widget.close()


def test_a_process_that_is_not_there_cannot_be_followed(sleeper: Child) -> None:
    sleeper.kill()
    sleeper.wait()
    with pytest.raises(ProcessGone):
        LiveStates(sleeper.pid)


def test_every_state_has_a_place_and_a_meaning() -> None:
    assert set(PLACES) == set(MEANS) == set(State)
    for state in State:
        frame = state_frame(StateRecord("worker-1", (Change(state, 0.0, None),), 1, 2.0))
        ElementTree.fromstring(frame["svg"])
        assert frame["words"] == f"worker-1: {state}. {MEANS[state]}"
        assert frame["rows"] == [[state, "2.0 s", "–"]]


def test_only_the_last_half_minute_is_drawn() -> None:
    changes = (Change(State.RUNNABLE, 0.0), Change(State.BLOCKED, 5.0), Change(State.STOPPED, 70.0))
    svg = state_frame(StateRecord("w", changes, 9, 80.0))["svg"]
    assert svg.count(">ready or running<") == 0
    assert svg.count(">blocked<") == 2, "the state's box and its bar"


def test_the_fallback_is_the_same_at_every_execution() -> None:
    widget = LiveStates(os.getpid())
    html = widget.draw(widget.example())
    assert html == widget.draw(widget.example())
    assert "worker-1: stopped" in html
    widget.close()

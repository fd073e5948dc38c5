"""`LiveStates`: where a real process is among the five states, as the system tells it."""

from __future__ import annotations

from collections.abc import Sequence

from course.processes import State
from course.processes.records import AnyProcess
from course.processes.sampling import Change, StateRecord, Watch
from course.widgets.drawing import (
    PINK,
    RED,
    WIDTH,
    YELLOW,
    Paint,
    arrow,
    box,
    chip,
    label,
    picture,
)
from course.widgets.lanes import Bar, Lane, Scene
from course.widgets.live import Fallback, Frame
from course.widgets.live_picture import LivePicture, frame_of
from course.widgets.pages import Page
from course.widgets.state_moves import Phase
from course.widgets.state_picture import BOTTOM, PAINTS, draw_states

TITLE = "A real process among the states"
HEAD = ("state", "for", "CPU time used meanwhile")
SPAN = 30.0
"""How many seconds of the past are drawn."""

PLACES = {
    State.CREATED: (56, 64),
    State.RUNNABLE: (375, 64),
    State.ALIVE: (375, 128),
    State.BLOCKED: (375, 206),
    State.STOPPED: (56, 227),
    State.ZOMBIE: (704, 227),
    State.ENDED: (704, 64),
    State.UNKNOWN: (375, 128),
}
COLOURS: dict[State, Paint | None] = {
    State.CREATED: PAINTS[Phase.CREATED],
    State.RUNNABLE: PAINTS[Phase.RUNNING],
    State.ALIVE: PAINTS[Phase.RUNNING],
    State.BLOCKED: PAINTS[Phase.BLOCKED],
    State.STOPPED: PINK,
    State.ZOMBIE: RED,
    State.ENDED: PAINTS[Phase.ENDED],
    State.UNKNOWN: None,
}
MEANS = {
    State.CREATED: "It is there, but may not run yet.",
    State.RUNNABLE: "The system has one word for ready and running, so it stands between the two.",
    State.ALIVE: "This system does not tell ready, running and blocked apart.",
    State.BLOCKED: "It waits for an event and uses no CPU.",
    State.STOPPED: "Somebody suspended it; it goes on when it is resumed.",
    State.ZOMBIE: "It has ended, and its parent has not collected it yet.",
    State.ENDED: "It is gone: only this record of it is left.",
    State.UNKNOWN: "The system does not tell.",
}


class LiveStates(LivePicture):
    """Follow a process (a child, a pid) and show its state now and its states so far.

    It looks when the picture is refreshed: a state that comes and goes in between is not seen.
    """

    def __init__(
        self, process: AnyProcess, *, seconds: float = 0.5, fallback: Fallback = "example"
    ) -> None:
        self._watch = Watch(process)
        super().__init__(seconds=seconds, fallback=fallback)

    def make_frame(self) -> Frame:
        """Look once and draw what has been seen so far."""
        before = self._watch.record.changes[-1].state
        now = self._watch.look()
        record = self._watch.record
        if now is not before:
            self.tell(f"{record.title}: {before} → {now}.")
        if now is State.ENDED:
            self._over.set()
        return state_frame(record)

    def example(self) -> Frame:
        """Return a worker that computes, waits, and is suspended."""
        changes = (
            Change(State.RUNNABLE, 0.0, 0.1),
            Change(State.BLOCKED, 2.5, 2.6),
            Change(State.STOPPED, 6.0, 2.6),
        )
        return state_frame(StateRecord("worker-1", changes, 16, 8.0, 2.6))


def state_frame(record: StateRecord) -> Frame:
    """Return the frame for what was seen of a process."""
    now = record.changes[-1].state
    words = f"{record.title}: {now}. {MEANS[now]}"
    parts = [*draw_states({}), *beyond()]
    parts.append(chip("process", *PLACES[now], record.title[:10], YELLOW, width=92))
    scene = history(record)
    svg = picture(scene.top + scene.height, words, *parts, *scene.draw())
    rows = tuple(
        (str(state), f"{seconds:.1f} s", "–" if cpu is None else f"{cpu:.2f} s")
        for state, seconds, cpu in reversed(record.stays()[-5:])
    )
    gone = "The process is gone: there is nothing more to see." if now is State.ENDED else ""
    return frame_of(Page(svg, words, rows), title=TITLE, head=HEAD, finished=gone)


def beyond() -> Sequence[str]:
    """Return the two states of real systems that the five do not have."""
    return [
        box(6, 180, 100, 68),
        box(6, 180, 100, 24, "stopped", paint=PINK, bold=True),
        box(654, 180, 100, 68),
        box(654, 180, 100, 24, "zombie", paint=RED, bold=True),
        arrow([(704, 178), (704, 106)]),
        label(697, 142, "collected", size=12, anchor="end"),
    ]


def history(record: StateRecord) -> Scene:
    """Return one lane with the states of the last half minute."""
    last = max(record.until, 1.0)
    first = max(0.0, last - SPAN)
    bars, at = [], record.changes[0].at
    for state, seconds, _ in record.stays():
        if at + seconds > first:
            bars.append(Bar(max(at, first), at + seconds, str(state), COLOURS[state]))
        at += seconds
    lane = Lane("so far", tuple(bars), "in seconds")
    return Scene([lane], first, last, top=BOTTOM + 16, left=84, right=WIDTH - 20)

"""The lanes of a recorded `EventLog`: by order, which repeats, or by time, which does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from course.events import EventLog, Mark
from course.widgets import lanes
from course.widgets.drawing import Paint, label, paint_of, picture, width_of
from course.widgets.pages import Page
from course.widgets.static import counted

MOST = 60
"""How many events are drawn; a picture of more would show nothing."""

By = Literal["order", "time"]


def log_pages(log: EventLog, by: By) -> list[Page]:
    """Return a page for each event of a log, with everything up to it."""
    events = log.events[:MOST]
    if not events:
        words = "The log is empty: nothing was written down."
        return [Page(picture(30, words, label(0, 20, words)), words)]
    kept = EventLog(log.name, events)
    places = [float(at) for at in range(1, len(events) + 1)]
    if by == "time":
        places = [1000 * (event.at - events[0].at) for event in events]
    more = f" Only the first {MOST} of {len(log.events)} events are drawn." * (
        len(log.events) > MOST
    )
    return [page_at(step, kept, places, by, more) for step in range(len(events))]


def page_at(step: int, log: EventLog, places: Sequence[float], by: By, more: str) -> Page:
    """Return the lanes up to one event."""
    event = log.events[step]
    last = step == len(log.events) - 1
    when = f" after {places[step]:.1f} ms" if by == "time" else ""
    did = event.words.replace(": ", " ", 1)
    words = f"Event {step + 1}, {event.who}: {did}{when}."
    if last:
        words += f" {overlaps(log)}{more}"
    lefts = max(width_of(name) for name in log.who) + 16
    first, end = (0.0, places[-1]) if by == "time" else (1.0, places[-1] + 0.6)
    scene = lanes.Scene(
        [lanes.Lane(who, bars(who, log, places, end), marks=marks(who, log, places))
         for who in log.who],
        first, end, top=4, left=max(60.0, lefts), row=58, bar=24,
        unit=" ms" if by == "time" else "", whole=by == "order",
    )  # fmt: skip
    svg = picture(scene.top + scene.height, words, *scene.draw(places[step]))
    rows = [(str(at), each.who, each.words) for at, each in enumerate(log.events[: step + 1], 1)]
    return Page(svg, words, tuple(rows[-8:]))


def bars(who: str, log: EventLog, places: Sequence[float], end: float) -> tuple[lanes.Bar, ...]:
    """Return the stretches that one process wrote down; a wait is only an outline."""
    found, begun = [], list[tuple[str, float]]()
    for event, at in zip(log.events, places, strict=True):
        if event.who != who:
            continue
        if event.mark is Mark.BEGIN:
            begun.append((event.what, at))
        elif event.mark is Mark.END:
            place = max((n for n, (what, _) in enumerate(begun) if what == event.what), default=-1)
            if place >= 0:
                found.append((*begun.pop(place), at))
    found += [(what, at, end) for what, at in begun]  # they never ended
    found.sort(key=lambda each: each[1])
    return tuple(lanes.Bar(at, to, what, _paint(log, what)) for what, at, to in found)


def marks(who: str, log: EventLog, places: Sequence[float]) -> tuple[lanes.Mark, ...]:
    """Return what one process did at an instant."""
    return tuple(
        lanes.Mark(at, event.what)
        for event, at in zip(log.events, places, strict=True)
        if event.who == who and event.mark is Mark.POINT
    )


def _paint(log: EventLog, what: str) -> Paint | None:
    """Return one colour for each kind of work, and none for a wait."""
    kinds = list(dict.fromkeys(span.what for span in log.spans() if not _waits(span.what)))
    return None if _waits(what) else paint_of(kinds.index(what))


def _waits(what: str) -> bool:
    return what.lower().startswith("wait")


def overlaps(log: EventLog) -> str:
    """Say which stretches of different processes overlap."""
    spans = log.spans()
    pairs = {
        (one.who, one.what, two.who, two.what): None
        for place, one in enumerate(spans)
        for two in spans[place + 1 :]
        if one.who != two.who and one.overlaps(two)
    }
    if not pairs:
        return "No two stretches of different processes overlap."
    said = [f"{a} ({do}) and {b} ({what})" for a, do, b, what in list(pairs)[:3]]
    rest = f", and {counted(len(pairs) - 3, 'more pair')}" if len(pairs) > 3 else ""
    return f"At one time: {'; '.join(said)}{rest}."

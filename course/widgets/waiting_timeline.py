"""`WaitingTimeline`: four ways to wait side by side, or the lanes of a recorded log."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from course.events import EventLog
from course.widgets.drawing import BLUE, GREEN, YELLOW, Paint, label, legend, picture
from course.widgets.flipbook import Flipbook
from course.widgets.lanes import Bar, Lane, Scene, Tie
from course.widgets.pages import Page, choice, slider
from course.widgets.static import counted
from course.widgets.waiting_log import log_pages
from course.widgets.waiting_model import Deed, Visit, Way, visit

COUNTING, WORK, LOOK = (2, 4, 6, 8), (2, 4, 6), (0.25, 0.5, 1)
LONGEST = max(COUNTING) + max(WORK)
HEAD = ("way", "you wait", "own work meanwhile", "looks", "you hear of it", "all done")
PAINTS: dict[Deed, Paint | None] = {
    Deed.WAIT: None,
    Deed.WORK: GREEN,
    Deed.LOOK: YELLOW,
}


class WaitingTimeline(Flipbook):
    """Show who waits and who works in the four ways to wait; with a log, what really happened.

    Without a log, sliders set for how long the clerk counts, how many messages you have to write,
    and what a look up from them costs. `log` is an `EventLog`, such as `merge` makes of several.
    """

    def __init__(self, log: EventLog | None = None) -> None:
        if log is not None:
            super().__init__(
                lambda by: log_pages(log, by),
                title="A recorded log",
                about="What each process wrote down, in a lane of its own.",
                head=("event", "who", "what"),
                controls=[choice("by", "Drawn by", {"order": "order", "time": "time"})],
                opens="last",
            )
            return
        super().__init__(
            way_pages,
            title="Four ways to wait",
            about="The clerk counts your coins. You have messages to write, each takes 1.",
            head=HEAD,
            controls=[
                slider("counting", "The clerk counts for", COUNTING, at=4),
                slider("work", "Messages to write", WORK, at=4),
                slider("look", "A look up costs", LOOK, at=0.5),
            ],
            opens="last",
        )


def way_pages(counting: int, work: int, look: float) -> list[Page]:
    """Return a page for the beginning and one for each unit of time."""
    visits = [visit(way, counting, work, look) for way in Way]
    last = ceil(max(each.end for each in visits))
    return [page_at(now, last, visits) for now in range(last + 1)]


def page_at(now: int, last: int, visits: Sequence[Visit]) -> Page:
    """Return the four visits up to `now`."""
    parts = []
    for place, each in enumerate(visits):
        edge, top = place % 2 * 394.0, place // 2 * 148.0
        parts.append(label(edge, top + 13, each.way.capitalize(), bold=True))
        parts.append(label(edge, top + 29, each.way.scene, size=12, dim=True))
        parts += scene_of(each, edge, top + 38).draw(now if now < last else None)
    entries: list[tuple[Paint | None, str]] = [
        (GREEN, "own work"), (YELLOW, "look up"), (None, "wait"), (BLUE, "the clerk counts"),
    ]  # fmt: skip
    parts.append(legend(46, 302, entries))
    words = summary(visits) if now == last else moment(now, visits)
    return Page(picture(312, words, *parts), words, tuple(row_of(each) for each in visits))


def scene_of(each: Visit, edge: float, top: float) -> Scene:
    """Return the lanes of one visit: you over the clerk, and what passes between."""
    you = Lane("you", tuple(
        Bar(stretch.begin, stretch.end, str(stretch.deed) if stretch.deed is Deed.WAIT else "",
            PAINTS[stretch.deed])
        for stretch in each.stretches if stretch.deed is not Deed.IDLE
    ))  # fmt: skip
    clerk = Lane("clerk", (Bar(0, each.counted, "counts", BLUE),))
    called = each.way in (Way.TICKET, Way.CALLED)
    ties = (Tie(0, 0, 1), Tie(each.heard, 1, 0, "calls" if called else "answer"))
    return Scene(
        [you, clerk], 0, LONGEST, ties, top=top, edge=edge, left=edge + 46, right=edge + 360,
        row=40, bar=22,
    )  # fmt: skip


def row_of(each: Visit) -> tuple[str, ...]:
    """Return the row of one way in the table."""
    return (
        each.way,
        f"{each.spent(Deed.WAIT):g}",
        f"{each.meanwhile():g}",
        str(each.looks()),
        f"at {each.heard:g}",
        f"at {each.end:g}",
    )


def moment(now: int, visits: Sequence[Visit]) -> str:
    """Say what you do in each way just now."""
    said = [f"{each.way}: {doing(now, each)}" for each in visits]
    clerk = "The clerk counts" if now < visits[0].counted else "The clerk is done"
    return f"From {now} on. {clerk}. You: {'; '.join(said)}."


def doing(now: float, each: Visit) -> str:
    """Return what you do from `now` on."""
    for stretch in each.stretches:
        if stretch.begin <= now < stretch.end:
            return "nothing left to do" if stretch.deed is Deed.IDLE else str(stretch.deed)
    return "all done" if now >= each.end else "nothing left to do"


def summary(visits: Sequence[Visit]) -> str:
    """Compare the four ways."""
    stand, glance, _, called = visits
    late = glance.heard - glance.counted
    return (
        f"Blocking, you wait for {stand.spent(Deed.WAIT):g}, ticket or not, "
        f"and all is done at {stand.end:g}. "
        f"Looking up costs {counted(glance.looks(), 'look')}, you hear of it {late:g} late, "
        f"and all is done at {glance.end:g}. Called, all is done at {called.end:g}."
    )

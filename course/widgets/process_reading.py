"""What a `Process` object says of itself, attribute by attribute, and a picture of its life."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from course.widgets.drawing import BLUE, GREEN, GREY, ORANGE, Paint, arrow, box, label, picture
from course.widgets.pages import Page

HEAD = ("attribute", "value now", "what it tells")


class Stage(StrEnum):
    """Where a `Process` object is in its life."""

    NONE = "no object"
    MADE = "made"
    ALIVE = "alive"
    ENDED = "ended"
    CLOSED = "closed"


@dataclass(frozen=True)
class Call:
    """A line that was run, and what Python answered: a value, an error, or nothing."""

    line: str
    answer: str = ""
    error: bool = False


def told(read: Callable[[], object]) -> str:
    """Return a value as Python writes it, or the error in Python's words."""
    try:
        return repr(read())
    except (AssertionError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


ATTRIBUTES: dict[str, tuple[Callable[[BaseProcess], object], str]] = {
    "name": (lambda p: p.name, "for people only; two objects may share one"),
    "pid": (lambda p: p.pid, "None until start(); it stays after the end"),
    "daemon": (lambda p: p.daemon, "whether it ends with its parent; set it before start()"),
    "is_alive()": (lambda p: p.is_alive(), "whether the process runs now"),
    "exitcode": (lambda p: p.exitcode, "None while it has not ended; then 0, n or -signal"),
    "sentinel ready?": (
        lambda p: bool(wait([p.sentinel], 0)),
        "a handle that becomes ready when the process ends",
    ),
    "len(authkey)": (lambda p: len(p.authkey), "secret bytes that prove who belongs together"),
}


def reading(process: BaseProcess | None) -> tuple[tuple[str, str, str], ...]:
    """Return what each attribute says now."""
    if process is None:
        return tuple((name, "–", why) for name, (_, why) in ATTRIBUTES.items())
    # Bound at once: the lambda is called before the loop goes on.
    return tuple(
        (name, told(lambda read=read: read(process)), why)  # type: ignore[misc]
        for name, (read, why) in ATTRIBUTES.items()
    )


def stage_of(process: BaseProcess | None) -> Stage:
    """Return where a `Process` object is in its life."""
    if process is None:
        return Stage.NONE
    try:
        if process.is_alive():
            return Stage.ALIVE
    except ValueError:
        return Stage.CLOSED
    return Stage.MADE if process.pid is None else Stage.ENDED


SAYS = {
    Stage.NONE: "There is no Process object yet, and no process.",
    Stage.MADE: "There is a Process object, and still no process: nothing has been started.",
    Stage.ALIVE: "A process runs; the object in this kernel stands for it.",
    Stage.ENDED: "The process has ended; the object still knows its pid and how it ended.",
    Stage.CLOSED: "The object is closed: it has given back what it held, and answers little.",
}
_PLACES = {Stage.MADE: 0, Stage.ALIVE: 210, Stage.ENDED: 420, Stage.CLOSED: 630}
_PAINTS: dict[Stage, Paint] = {
    Stage.MADE: BLUE,
    Stage.ALIVE: GREEN,
    Stage.ENDED: ORANGE,
    Stage.CLOSED: GREY,
}
_BETWEEN = ("start()", "it ends", "close()")


def lifecycle_page(
    stage: Stage, rows: tuple[tuple[str, str, str], ...], calls: Sequence[Call]
) -> Page:
    """Return the stages with the present one strong, the last calls, and all attributes."""
    words = SAYS[stage]
    if calls and calls[-1].error:
        words = f"{calls[-1].line} raised {calls[-1].answer}. {words}"
    parts = []
    for place, x in _PLACES.items():
        here = place is stage
        parts.append(
            box(x + 2, 18, 124, 44, place, paint=_PAINTS[place] if here else None, bold=here,
                strong=here)
        )  # fmt: skip
    for between, x in zip(_BETWEEN, (128, 338, 548), strict=True):
        parts.append(arrow([(x + 2, 40), (x + 80, 40)]))
        parts.append(label(x + 41, 32, between, size=12, anchor="middle"))
    parts.append(label(0, 92, "What was run last", bold=True))
    y = 114
    for call in calls[-3:] or [Call("nothing yet")]:
        parts.append(label(0, y, f">>> {call.line}" if calls else call.line, size=12, mono=True))
        y += 18
        if not call.answer:
            continue
        answer = call.answer if len(call.answer) < 98 else f"{call.answer[:97]}…"
        parts.append(label(0, y, answer, size=12, mono=True, dim=not call.error))
        y += 18
    return Page(picture(218, words, *parts), words, rows)

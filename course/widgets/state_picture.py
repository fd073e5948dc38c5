"""The drawing of the five states, with tokens in them: for simulated and for real processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from course.widgets.drawing import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PINK,
    RED,
    SKY,
    YELLOW,
    Paint,
    arrow,
    box,
    chip,
    label,
    width_of,
)
from course.widgets.state_moves import Phase

PAINTS = {
    Phase.CREATED: BLUE,
    Phase.READY: SKY,
    Phase.RUNNING: GREEN,
    Phase.BLOCKED: ORANGE,
    Phase.ENDED: GREY,
}
_PLACES = {
    Phase.CREATED: (56, 62),
    Phase.READY: (240, 62),
    Phase.RUNNING: (510, 62),
    Phase.BLOCKED: (375, 204),
    Phase.ENDED: (704, 62),
}
_WIDE, _NARROW, _HIGH = 132, 100, 84
BOTTOM = 250.0
"""The lower edge of the drawing."""

TOKENS = (YELLOW, PINK, RED, Paint("#FFFFFF"))
"""Colours of processes: none that a state has."""

Between = tuple[Phase, Phase]


@dataclass(frozen=True)
class _Way:
    """The way of an arrow, its words and where they stand."""

    points: tuple[tuple[float, float], ...]
    words: str
    at: tuple[float, float]
    anchor: str = "middle"


_WAYS: dict[Between, _Way] = {
    (Phase.CREATED, Phase.READY): _Way(((106, 62), (173, 62)), "admitted", (139, 54)),
    (Phase.READY, Phase.RUNNING): _Way(
        ((307, 46), (375, 32), (443, 46)), "gets the CPU", (375, 30)
    ),
    (Phase.RUNNING, Phase.READY): _Way(
        ((443, 80), (375, 94), (307, 80)), "loses the CPU", (375, 104)
    ),
    (Phase.RUNNING, Phase.BLOCKED): _Way(
        ((510, 105), (510, 196), (442, 204)), "must wait for an event", (512, 170), "start"
    ),
    (Phase.BLOCKED, Phase.READY): _Way(
        ((308, 204), (240, 196), (240, 105)), "the event has happened", (238, 170), "end"
    ),
    (Phase.RUNNING, Phase.ENDED): _Way(((577, 62), (653, 62)), "ends", (614, 54)),
}


@dataclass(frozen=True)
class Token:
    """A process in the drawing."""

    name: str
    paint: Paint


def draw_states(
    inside: Mapping[Phase, Sequence[Token]], taken: tuple[Phase | None, Phase] | None = None
) -> list[str]:
    """Return the states with who is in each; the move that was `taken` last is drawn strong."""
    parts = [_arrow(way, between == taken) for between, way in _WAYS.items()]
    tokens = []
    for phase, (x, y) in _PLACES.items():
        wide = _NARROW if phase in (Phase.CREATED, Phase.ENDED) else _WIDE
        left, top = x - wide / 2, y - _HIGH / 2
        arrived = taken is not None and taken[1] is phase
        parts.append(box(left, top, wide, _HIGH, strong=arrived))
        parts.append(box(left, top, wide, 24, phase, paint=PAINTS[phase], bold=True))
        tokens += _tokens(x, y + 12, wide, inside.get(phase, ()))
    return parts + tokens


def _tokens(x: float, y: float, wide: float, tokens: Sequence[Token]) -> list[str]:
    """Return tokens in rows around (x, y): as many side by side as their names allow."""
    if not tokens:
        return []
    need = max(31.0, *(1.1 * width_of(token.name) + 14 for token in tokens))  # the names are bold
    columns = int(max(1, -(-len(tokens) // 3), min(3, (wide - 6) // need)))
    rows = -(-len(tokens) // columns)
    step, high = (wide - 6) / columns, min(26.0, 56 / rows)
    most = int((step - 10) / 8)
    return [
        chip(
            token.name,
            x + (place % columns - (columns - 1) / 2) * step,
            y + (place // columns - (rows - 1) / 2) * high,
            token.name if 1.1 * width_of(token.name) + 8 < step else f"{token.name[:most]}…",
            token.paint,
            width=min(step - 2, need),
            height=high - 2,
        )
        for place, token in enumerate(tokens)
    ]


def _arrow(way: _Way, taken: bool) -> str:
    words = label(*way.at, way.words, size=12, anchor=way.anchor, bold=taken)
    return arrow(way.points, width=3.4 if taken else 1.5) + words

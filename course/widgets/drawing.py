"""A drawing kit for pictures that Python makes: boxes, arrows, chips, each an SVG fragment.

What is written on paper takes the page's own colour (`currentColor`), so a picture suits the light
and the dark theme; what is written on a coloured box takes an ink that can be read there. A colour
is never the only sign: a box says in words what it is. Nothing here has an id, so pictures can
stand on one page together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import atan2, cos, pi, sin

WIDTH = 760
"""The width of a picture, in its own units."""


@dataclass(frozen=True)
class Paint:
    """A colour of Okabe and Ito's palette, and the ink that can be read on it."""

    fill: str
    ink: str = "#000"


ORANGE = Paint("#E69F00")
SKY = Paint("#56B4E9")
GREEN = Paint("#009E73")
YELLOW = Paint("#F0E442")
BLUE = Paint("#0072B2", "#fff")
RED = Paint("#D55E00")
PINK = Paint("#CC79A7")
GREY = Paint("#999999")
PALETTE = (ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PINK, GREY)
"""Colours for things that are told apart by their names, such as jobs."""


def paint_of(number: int) -> Paint:
    """Return the colour of the `number`-th thing, counted from 0."""
    return PALETTE[number % len(PALETTE)]


def width_of(words: str, size: float = 13) -> float:
    """Return about how wide a text is; a little too much rather than too little."""
    narrow = sum(each in "iljtf.,:;'|()[]! " for each in words)
    return size * (0.59 * (len(words) - narrow) + 0.36 * narrow)


def label(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 13,
    anchor: str = "start",
    bold: bool = False,
    dim: bool = False,
    mono: bool = False,
    ink: str = "currentColor",
) -> str:
    """Return a text whose base line is at y."""
    more = f' text-anchor="{anchor}"' if anchor != "start" else ""
    more += ' font-weight="600"' if bold else ""
    more += ' opacity="0.75"' if dim else ""
    more += ' font-family="ui-monospace, monospace" xml:space="preserve"' if mono else ""
    return (
        f'<text x="{x:.5g}" y="{y:.5g}" font-size="{size:g}" fill="{ink}"{more}>'
        f"{escape(words)}</text>"
    )


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    words: str = "",
    *,
    paint: Paint | None = None,
    size: float = 13,
    bold: bool = False,
    dashed: bool = False,
    strong: bool = False,
    radius: float = 5,
) -> str:
    """Return a box with its words in the middle; too narrow for them, it tells them on hovering.

    Without `paint` only the outline is drawn. `dashed` and `strong` are about the outline.
    """
    fill = f'fill="{paint.fill}"' if paint and not dashed else 'fill="none"'
    line = 'stroke="currentColor"'
    if dashed:
        line += ' stroke-dasharray="4 3" stroke-opacity="0.75"'
    elif strong:
        line += ' stroke-width="2.4"'
    else:
        line += ' stroke-opacity="0.55"'
    shape = (
        f'<rect x="{x:.5g}" y="{y:.5g}" width="{max(width, 0):.5g}" height="{height:.5g}" '
        f'rx="{min(radius, width / 2):.3g}" {fill} {line}/>'
    )
    if not words:
        return shape
    if width_of(words, size) + 4 > width:
        return f"<g><title>{escape(words)}</title>{shape}</g>"
    ink = paint.ink if paint and not dashed else "currentColor"
    middle = y + height / 2 + size * 0.36
    return shape + label(
        x + width / 2, middle, words, size=size, anchor="middle", bold=bold, ink=ink
    )


def moving(key: str, x: float, y: float, *parts: str) -> str:
    """Return parts drawn around (0, 0) and put at (x, y).

    What has the same key on the next page glides there.
    """
    return (
        f'<g data-key="{escape(key)}" transform="translate({x:.5g} {y:.5g})">{"".join(parts)}</g>'
    )


def chip(
    key: str, x: float, y: float, words: str, paint: Paint, *, width: float = 34, height: float = 24
) -> str:
    """Return a small named token, its middle at (x, y), that glides from page to page."""
    size = min(13.0, height * 0.62)
    token = box(-width / 2, -height / 2, width, height, words, paint=paint, size=size, bold=True,
                radius=height / 2)  # fmt: skip
    return moving(key, x, y, token)


def path(
    d: str,
    *,
    colour: str = "currentColor",
    width: float = 1.5,
    dashed: bool = False,
    faint: bool = False,
) -> str:
    """Return a line that follows `d`."""
    more = ' stroke-dasharray="5 4"' if dashed else ""
    more += ' opacity="0.25"' if faint else ""
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}"{more}/>'


def arrow(
    points: Sequence[tuple[float, float]],
    *,
    colour: str = "currentColor",
    width: float = 1.5,
    dashed: bool = False,
    faint: bool = False,
) -> str:
    """Return an arrow through two points, or bent by a control point between them."""
    (x1, y1), *between, (x2, y2) = points
    fromx, fromy = between[-1] if between else (x1, y1)
    angle, tip = atan2(y2 - fromy, x2 - fromx), 5 + 2 * width
    bend = f"Q{between[0][0]:.5g} {between[0][1]:.5g}" if between else "L"
    back = (x2 - tip * 0.7 * cos(angle), y2 - tip * 0.7 * sin(angle))
    line = f"M{x1:.5g} {y1:.5g}{bend} {back[0]:.5g} {back[1]:.5g}"
    wings = [
        f"{x2 + tip * cos(angle + turn):.5g} {y2 + tip * sin(angle + turn):.5g}"
        for turn in (pi - 0.42, pi + 0.42)
    ]
    opacity = ' opacity="0.35"' if faint else ""
    head = (
        f'<path d="M{x2:.5g} {y2:.5g}L{wings[0]}L{wings[1]}Z" fill="{colour}" stroke="none"'
        f"{opacity}/>"
    )
    return path(line, colour=colour, width=width, dashed=dashed, faint=faint) + head


def legend(x: float, y: float, entries: Sequence[tuple[Paint | None, str]], gap: float = 18) -> str:
    """Return swatches in a row, each with its words; None is a dashed outline."""
    parts = []
    for paint, words in entries:
        parts.append(box(x, y - 10, 16, 12, paint=paint, dashed=paint is None, radius=2))
        parts.append(label(x + 21, y, words, size=12))
        x += 21 + width_of(words, 12) + gap
    return "".join(parts)


def picture(height: float, words: str, *parts: str, width: float = WIDTH) -> str:
    """Return a whole SVG, a part on each line, with words for those who cannot see it."""
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" style="max-width:100%;height:auto" role="img" '
        f'font-family="system-ui, sans-serif"\naria-label="{escape(words)}">\n{inside}\n</svg>'
    )

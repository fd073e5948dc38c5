"""HTML without scripts for places where no widget can be: figures, tables, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from course.processes import State

# Okabe and Ito's palette: most colour-blind people can tell it apart. Each colour has a word too.
COLOURS = {
    State.CREATED: "#0072B2",
    State.RUNNABLE: "#009E73",
    State.ALIVE: "#009E73",
    State.BLOCKED: "#E69F00",
    State.STOPPED: "#CC79A7",
    State.ZOMBIE: "#D55E00",
    State.ENDED: "#808080",
    State.UNKNOWN: "#808080",
}


def colour_of(state: str) -> str:
    """Return the colour of a state, given by its word."""
    return COLOURS.get(State(state), "#808080") if state in set(State) else "#808080"


def size_text(count: float | None) -> str:
    """Return bytes as a person reads them: "812 B", "20.4 MB"."""
    if count is None:
        return "–"
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count:.0f} B"


def time_text(seconds: float | None) -> str:
    """Return a span as a person reads it: "7 s", "3 min 20 s", "2 h 5 min"."""
    if seconds is None:
        return "–"
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 process", "3 processes"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def text(
    x: float, y: float, words: str, *, size: int = 13, bold: bool = False, dim: bool = False
) -> str:
    """Return an SVG text in the colour of the page's own text."""
    weight = ' font-weight="600"' if bold else ""
    opacity = ' opacity="0.7"' if dim else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="currentColor"{weight}{opacity}>'
        f"{escape(words)}</text>"
    )


def picture(width: int, height: int, label: str, *parts: str) -> str:
    """Return an SVG with a label for those who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" style="max-width:100%" role="img" aria-label="{escape(label)}" '
        f'font-family="system-ui, sans-serif">{"".join(parts)}</svg>'
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return an HTML table of plain texts."""
    top = "".join(f'<th scope="col" style="text-align:left">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>"
        + "".join(f'<td style="text-align:left">{escape(cell)}</td>' for cell in row)
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def figure(drawing: str, numbers: str, caption: str) -> str:
    """Return drawing, caption and table as one figure."""
    return (
        f'<figure style="margin:0">{drawing}<figcaption style="opacity:0.8">{escape(caption)}'
        f"</figcaption>{numbers}</figure>"
    )

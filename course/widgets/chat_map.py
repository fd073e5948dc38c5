"""The map of a chat: which client is connected to which process, and all of them to the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.widgets import static

LINE = 46
BLUE, GREEN, GREY = "#0072B2", "#009E73", "#808080"


def draw_map(port: int | None, server: int | None, rows: Sequence[dict[str, Any]]) -> str:
    """Return the map as an SVG: clients to the left, handlers in the middle, the server right."""
    height = max(1, len(rows)) * LINE + 34
    middle = 30 + (height - 34) / 2
    parts = [
        static.text(8, 16, "clients", size=12, dim=True),
        static.text(228, 16, "handlers: a process for each", size=12, dim=True),
        static.text(496, 16, "server", size=12, dim=True),
    ]
    for number, row in enumerate(rows):
        y = 30 + number * LINE + LINE / 2
        dash = ' stroke-dasharray="4 4"' if row["leaving"] else ""
        wire = f'fill="none" stroke="{GREY}" stroke-width="2"{dash}'
        parts.append(f'<path d="M130 {y:g}H226" {wire}/>')
        parts.append(f'<path d="M356 {y:g}C430 {y:g} 420 {middle:g} 494 {middle:g}" {wire}/>')
        parts.append(_box(8, y, 122, GREEN, str(row["name"])))
        parts.append(_box(228, y, 128, BLUE, f"pid {row['pid']}"))
        parts.append(static.text(146, y - 6, "socket", size=11, dim=True))
    if server is None:
        parts.append(static.text(228, middle + 5, "No process runs.", dim=True))
    else:
        parts.append(_box(496, middle, 128, BLUE, f"pid {server}"))
        parts.append(static.text(496, middle + 32, f"listens at {port}", size=11, dim=True))
    names = ", ".join(f"{row['name']} by pid {row['pid']}" for row in rows) or "nobody"
    label = f"Map of the connections. Served: {names}."
    return static.picture(640, round(height), label, *parts)


def _box(x: float, y: float, width: float, colour: str, words: str) -> str:
    return (
        f'<rect x="{x:g}" y="{y - 15:g}" width="{width:g}" height="30" rx="6" fill="{colour}" '
        f'fill-opacity="0.14" stroke="{colour}" stroke-width="1.5"/>'
        + static.text(x + 10, y + 5, words if len(words) < 17 else f"{words[:15]}…")
    )


def map_rows(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Return the map as lines of a table."""
    return [
        (str(row["name"]), f"pid {row['pid']}", static.counted(row["said"], "message"))
        for row in rows
    ]

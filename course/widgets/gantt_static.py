"""The chart without scripts: an SVG with a row for each policy, and the table of metrics."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from course.widgets import static
from course.widgets.drawing import PALETTE
from course.widgets.gantt_tape import Tape
from course.widgets.lanes import axis

COLOURS = tuple((paint.fill, paint.ink) for paint in PALETTE)
WIDTH, LEFT, ROW, BAR = 760, 150, 58, 34
COLUMNS = (
    ("mean_turnaround", "turnaround"),
    ("mean_waiting", "waiting"),
    ("mean_response", "response"),
    ("switches", "switches"),
    ("utilisation", "CPU in use"),
)


def number_text(value: float) -> str:
    """Return a mean as a person reads it: 7, 8.25, 12.3."""
    if abs(value) >= 1e4:
        return f"{value:.0f}"
    return f"{value * (1 + 1e-12):.4g}"  # a half goes up, as on the page


def metric_text(key: str, metrics: dict[str, float]) -> str:
    """Return one cell of the table."""
    value = metrics[key]
    return f"{100 * value:.3g} %" if key == "utilisation" else number_text(value)


def draw(frame: dict[str, Any]) -> str:
    """Return a frame as a picture and a table; before a prediction only the workload."""
    if frame["predict"]:
        return _workload(frame)
    tapes = home_tapes(frame)
    rows = [
        (tape["label"], *(metric_text(key, tape["metrics"]) for key, _ in COLUMNS))
        for tape in tapes
    ]
    table = static.table(("policy", *(f"mean {name}" for _, name in COLUMNS[:3]), "switches",
                          "CPU in use"), rows)  # fmt: skip
    caption = f"{frame['summary']} This is a picture; run the cell in JupyterLab to play with it."
    return static.figure(_chart(frame, tapes), table, caption)


def home_tapes(frame: dict[str, Any]) -> list[Tape]:
    """Return the tape of each policy where the sliders begin."""
    at = frame["at"]
    return [
        frame["tapes"][costs[at["cost"]][at["quantum"] if place == frame["sliding"] else 0]]
        for place, costs in enumerate(frame["grid"])
    ]


def _chart(frame: dict[str, Any], tapes: Sequence[Tape]) -> str:
    names = [job["name"] for job in frame["jobs"]]
    first = min(tape["first"] for tape in tapes)
    last = max(tape["last"] for tape in tapes)
    bottom = 8 + len(tapes) * ROW - 10
    scale = (WIDTH - LEFT - 12) / (last - first)
    parts = []
    for at in axis(first, last):
        x = LEFT + (at - first) * scale
        parts.append(
            f'<path d="M{x:.5g} 8V{bottom}" stroke="currentColor" opacity="0.18"/>'
            f'<text x="{x:.5g}" y="{bottom + 14}" font-size="11" fill="currentColor" '
            f'text-anchor="middle">{at:g}</text>'
        )
    for row, tape in enumerate(tapes):
        top = 8 + row * ROW
        parts.append(static.text(0, top + 16, tape["label"].partition(",")[0], bold=True))
        detail = tape["label"].partition(", ")[2]
        parts.append(static.text(0, top + 31, detail[:24], size=11, dim=True))
        for job, dispatched, start, end, *_ in tape["slices"]:
            if start > dispatched:
                parts.append(_box(dispatched, start, top, first, scale, "#808080", 'opacity="0.5"'))
            if end > start:
                parts.append(_bar(names[job], job, start, end, top, first, scale))
    label = "; ".join(f"{tape['label']}: {_order(names, tape)}" for tape in tapes)
    return static.picture(WIDTH, bottom + 20, f"Gantt charts. {label}", *parts)


def _order(names: Sequence[str], tape: Tape) -> str:
    turns = [names[each[0]] for each in tape["slices"]]
    shown = [name for at, name in enumerate(turns) if at == 0 or turns[at - 1] != name]
    return " ".join(shown[:40]) + (" and so on" if len(shown) > 40 else "")


def _box(
    start: float, end: float, top: float, first: float, scale: float, fill: str, more: str = ""
) -> str:
    return (
        f'<rect x="{LEFT + (start - first) * scale:.5g}" y="{top}" '
        f'width="{(end - start) * scale:.4g}" height="{BAR}" fill="{fill}" {more}/>'
    )


def _bar(
    name: str, job: int, start: float, end: float, top: float, first: float, scale: float
) -> str:
    fill, ink = COLOURS[job % len(COLOURS)]
    box = _box(start, end, top, first, scale, fill, 'stroke="#fff" stroke-width="1" rx="3"')
    if len(name) * 7.5 + 4 > (end - start) * scale:
        return f"<g><title>{escape(name)}</title>{box}</g>"
    x = LEFT + ((start + end) / 2 - first) * scale
    return (
        f'{box}<text x="{x:.5g}" y="{top + BAR / 2 + 4.5}" font-size="13" fill="{ink}" '
        f'text-anchor="middle">{escape(name)}</text>'
    )


def _workload(frame: dict[str, Any]) -> str:
    rows = [(job["name"], f"{job['arrival']:g}", job["bursts"]) for job in frame["jobs"]]
    labels = ", ".join(tape["label"] for tape in home_tapes(frame))
    return (
        f"<p>Predict first: {escape(frame['question'])} Policies: {escape(labels)}. "
        "Run the cell in JupyterLab to enter a guess and see the charts.</p>"
        + static.table(("job", "arrival", "CPU burst"), rows)
    )

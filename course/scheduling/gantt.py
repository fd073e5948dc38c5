"""Text pictures of a trace: a Gantt chart in boxes, and the table of metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.scheduling.log import Log
from course.scheduling.times import show

if TYPE_CHECKING:
    from course.scheduling.trace import Trace

_MEANS = ("turnaround", "waiting", "response")
_COLUMNS = ("arrival", "cpu", "io", "completion", *_MEANS)
IDLE = "·"
SWITCH = "↻"


def gantt(trace: Trace, width: int = 96) -> str:
    """Draw one row of boxes for each CPU, with the times of the edges below; wrap at `width`."""
    charts = []
    for cpu in range(trace.cpus):
        label = f"CPU {cpu} " if trace.cpus > 1 else ""
        boxes = [
            (what, show(trace.ticks.time(start)), show(trace.ticks.time(end)))
            for what, start, end in _boxes(trace.log, trace.workload.names, cpu)
        ]
        charts.append("\n".join(_rows(boxes, label, width)) if boxes else f"{label}| never used |")
    return "\n\n".join(charts)


def _boxes(log: Log, names: list[str], cpu: int) -> list[tuple[str, int, int]]:
    """Return (name, start, end) for all that a CPU did; turns of one job in a row are one box."""
    boxes: list[tuple[str, int, int]] = []

    def add(what: str, start: int, end: int) -> None:
        if start == end:
            return
        if boxes and boxes[-1][0] == what and what not in (IDLE, SWITCH):
            start = boxes.pop()[1]
        boxes.append((what, start, end))

    clock = 0
    for at, where in enumerate(log.cpu):
        if where == cpu:
            add(IDLE, clock, log.dispatched[at])
            add(SWITCH, log.dispatched[at], log.start[at])
            add(names[log.job[at]], log.start[at], log.end[at])
            clock = log.end[at]
    return boxes


def _rows(boxes: list[tuple[str, str, str]], label: str, width: int) -> list[str]:
    rows: list[str] = []
    above, below = label + "|", " " * len(label) + boxes[0][1]
    for what, start, end in boxes:
        size = max(len(what) + 2, len(start) + 1, len(end) + 1)
        if len(above) + size + 1 > width and len(above) > len(label) + 1:
            rows += [above, below, ""]
            above, below = label + "|", " " * len(label) + start
        above += f" {what}".ljust(size) + "|"
        below = below.ljust(len(above) - 1) + end
    return [*rows, above, below]


def text_table(trace: Trace) -> str:
    """Return the table with columns aligned by spaces."""
    header, *rows = _cells(trace)
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(size) if at else cell.ljust(size)
            for at, (cell, size) in enumerate(zip(row, widths, strict=True))
        )
        for row in (header, *rows)
    )


def markdown_table(trace: Trace) -> str:
    """Return the table in Markdown."""
    header, *rows = _cells(trace)
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    safe = [[cell.replace("|", "&#124;") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in safe)


def _cells(trace: Trace) -> list[list[str]]:
    columns = [name for name in _COLUMNS if name != "io" or trace.table.has_io]
    rows = [
        [row.name, *(show(getattr(row, column)) for column in columns)]
        for row in trace.jobs.values()
    ]
    metrics = trace.metrics()
    mean = [
        f"{getattr(metrics, f'mean_{column}'):.4g}" if column in _MEANS else ""
        for column in columns
    ]
    header = [{"cpu": "CPU", "io": "I/O"}.get(column, column) for column in columns]
    return [["job", *header], *rows, ["mean", *mean]]

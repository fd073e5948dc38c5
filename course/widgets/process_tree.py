"""`ProcessTree`: the processes below this kernel as they are now, each with a stop button."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from course.processes import Node, ProcessGone, ProcessRecord, State, stop, stop_all, tree
from course.processes.records import AnyProcess
from course.widgets import assets, static
from course.widgets.live import Fallback, Frame, LiveWidget

Row = dict[str, Any]


class ProcessTree(LiveWidget):
    """Show `process` (this kernel if None) and all below it, read anew every `seconds`.

    Arrow keys move through the tree, Delete stops the selected process.
    """

    _esm = assets.script("process_tree")
    _css = assets.style("process_tree")

    def __init__(
        self,
        process: AnyProcess | None = None,
        *,
        seconds: float = 1.0,
        fallback: Fallback = "example",
    ) -> None:
        self._root = process
        self._rows: list[Row] = []
        super().__init__(seconds=seconds, fallback=fallback)

    def make_frame(self) -> Frame:
        """Read the tree; what appeared or ended since the last reading becomes news."""
        try:
            rows = rows_of(tree(self._root))
        except ProcessGone:
            rows = []
        titles = {row["key"]: row["title"] for row in self._rows}
        for row in rows:  # a zombie has no command line any more, but it had a name
            if row["state"] == State.ZOMBIE:
                row["title"] = titles.get(row["key"], row["title"])
        if self._rows:
            for sentence in news(self._rows, rows):
                self.tell(sentence)
        self._rows = rows
        return frame_of(rows)

    def act(self, request: Mapping[str, Any]) -> None:
        """Stop one process (`{"do": "stop", "key": …}`) or all but the helpers (`"stop all"`)."""
        match request:
            case {"do": "stop all"}:
                done = [report for report in stop_all(self._root) if not report.helper]
                if not done:
                    self.tell("There was nothing to stop.")
            case {"do": "stop", "key": key}:
                row = next((row for row in self._rows if row["key"] == key), None)
                if row is None:
                    self.tell("That process had already ended.")
                    return
                if not row["stoppable"]:
                    self.tell(f"{row['title']} stays: {row['why']}.")
                    return
                done = list(stop(row["pid"]))
            case _:
                return
        for report in done:
            self.tell(f"{report}.")

    def example(self) -> Frame:
        """Return a kernel with two workers, one of which started a child, and a helper."""
        return frame_of(rows_of(EXAMPLE))

    def draw(self, frame: Frame) -> str:
        """Return the tree as an SVG and a table."""
        return draw(frame)


def rows_of(root: Node) -> list[Row]:
    """Return a row for every process of the tree, parents before children."""
    rows: list[Row] = []

    def add(node: Node, level: int, place: int, siblings: int, above: str) -> None:
        row = row_of(node.record, is_root=level == 1)
        rows.append(row | {"level": level, "place": place, "siblings": siblings, "above": above})
        for number, child in enumerate(node.children, start=1):
            add(child, level + 1, number, len(node.children), row["key"])

    add(root, 1, 1, 1, "")
    return rows


def row_of(record: ProcessRecord, *, is_root: bool = False) -> Row:
    """Return one process as words and numbers for a person."""
    why = ""
    if is_root:
        why = "it is the root of this tree"
    elif record.helper:
        why = f"it is a helper ({record.helper})"
    elif record.state.ended:
        why = "it has ended and waits for its parent to collect it"
    return {
        "key": f"{record.pid}@{record.created}",
        "pid": record.pid,
        "title": record.title,
        "state": str(record.state),
        "colour": static.colour_of(record.state),
        "age": static.time_text(record.age),
        "memory": static.size_text(None if record.state.ended else record.rss),
        "command": " ".join(record.command),
        "helper": record.helper or "",
        "root": is_root,
        "stoppable": not why,
        "why": why,
    }


def frame_of(rows: Sequence[Row]) -> Frame:
    """Return the frame for these rows."""
    return {
        "rows": list(rows),
        "summary": summary(rows),
        "stoppable": sum(row["stoppable"] for row in rows),
    }


def summary(rows: Sequence[Row]) -> str:
    """Say in a sentence how many processes there are and what they do."""
    if not rows:
        return "The process at the root of this tree has ended."
    below = [row for row in rows if not row["root"]]
    own = [row for row in below if not row["helper"]]
    helpers = len(below) - len(own)
    states = Counter(row["state"] for row in own)
    sentence = f"{static.counted(len(own), 'process', 'processes')} below {rows[0]['title']}"
    if states:
        sentence += ": " + ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    return sentence + (f"; {static.counted(helpers, 'helper')}." if helpers else ".")


def news(before: Sequence[Row], after: Sequence[Row]) -> list[str]:
    """Return a sentence for every process that appeared, ended or became a zombie."""
    old = {row["key"]: row for row in before}
    new = {row["key"]: row for row in after}
    found = [f"{row['title']} started." for key, row in new.items() if key not in old]
    for key, row in old.items():
        if key not in new and row["state"] != State.ZOMBIE:
            found.append(f"{row['title']} ended.")
        elif key in new and new[key]["state"] == State.ZOMBIE != row["state"]:
            found.append(f"{row['title']} ended; its parent has not collected it yet.")
    return found


STEP, LINE = 28, 30


def draw(frame: Frame) -> str:
    """Return a frame as an SVG of the tree and a table of its processes."""
    rows = frame["rows"]
    lines = {row["key"]: number for number, row in enumerate(rows)}
    parts: list[str] = []
    for number, row in enumerate(rows):
        x, y = 14 + (row["level"] - 1) * STEP, 18 + number * LINE
        if row["above"] in lines:
            top = 18 + lines[row["above"]] * LINE + 8
            parts.append(
                f'<path d="M{x - STEP} {top}V{y}H{x - 8}" fill="none" stroke="currentColor" '
                'stroke-opacity="0.4"/>'
            )
        parts.append(f'<circle cx="{x}" cy="{y}" r="6" fill="{row["colour"]}"/>')
        parts.append(static.text(x + 14, y + 5, row["title"], bold=not row["helper"]))
        parts.append(static.text(340, y + 5, row["state"] + (" (helper)" if row["helper"] else "")))
    drawing = static.picture(560, len(rows) * LINE + 8, frame["summary"], *parts)
    numbers = static.table(
        ("process", "pid", "state", "age", "memory"),
        [
            (
                "\u2003" * (row["level"] - 1) + row["title"],
                str(row["pid"]),
                row["state"],
                row["age"],
                row["memory"],
            )
            for row in rows
        ],
    )
    caption = f"{frame['summary']} This is a picture; run the cell in JupyterLab for the live tree."
    return static.figure(drawing, numbers, caption)


def _example(
    pid: int, parent: int, title: str, state: State, age: float, helper: str | None = None
) -> ProcessRecord:
    return ProcessRecord(
        pid=pid,
        parent=parent,
        name="python",
        title=title,
        state=state,
        command=("python", title),
        created=1e9,
        rss=20_400_000 if pid > 100 else 71_000_000,
        threads=1,
        helper=helper,
        seen=1e9 + age,
    )


EXAMPLE = Node(
    _example(100, 1, "kernel", State.RUNNABLE, 64),
    (
        Node(_example(101, 100, "resource tracker", State.BLOCKED, 40, helper="resource tracker")),
        Node(
            _example(102, 100, "worker-1", State.BLOCKED, 12),
            (Node(_example(104, 102, "grandchild", State.RUNNABLE, 5)),),
        ),
        Node(_example(103, 100, "worker-2", State.STOPPED, 11)),
    ),
)

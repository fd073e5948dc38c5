"""Widgets on pages: what a widget shows is saved, its own script shows it without a kernel.

A widget whose data all travel in one trait (a flipbook, a Gantt chart) is made again from the cells
that it needs and becomes a file of the site. A live widget needs a kernel: its picture stays.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from authoring.anatomy import grading
from authoring.lessons import Lesson
from authoring.notebooks import Cell, Notebook
from authoring.outputs import WIDGET
from course import widgets
from course.widgets.live import LiveWidget

SECONDS = 120


@dataclass(frozen=True)
class Place:
    """A widget in a lesson: the cell that shows it, and what must run before."""

    lesson: str
    cell: str
    source: str
    before: tuple[str, ...]
    pictures: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the file of its first view."""
        return f"{self.lesson}-{self.cell}"


@dataclass
class Views:
    """What was saved: (lesson, cell) -> one view for each widget; and what stays a picture."""

    saved: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    still: list[str] = field(default_factory=list)


def is_live(output: Any) -> bool:
    """Tell whether a stored output shows a widget that is nothing without a kernel."""
    name = str(output["data"].get("text/plain", "")).partition("(")[0]
    kind = getattr(widgets, name, None) if name in widgets.__all__ else None
    return kind is None or issubclass(kind, LiveWidget)


def places(lesson: Lesson, source: Notebook, released: Notebook) -> list[Place]:
    """Return the cells that show widgets which can be saved.

    What runs before comes from the released notebook, so that no answer runs or is shown.
    """
    found = []
    cells = [cell for cell in released.cells if cell.cell_type == "code"]
    stored = {cell.id: cell for cell in source.cells if cell.cell_type == "code"}
    for at, cell in enumerate(cells):
        outputs = [one for one in stored.get(cell.id, {}).get("outputs", []) if shows_widget(one)]
        if outputs and not any(is_live(one) for one in outputs):
            before = tuple(needed(cells[: at + 1]))
            drawn = tuple(str(one["data"].get("text/html", "")) for one in outputs)
            found.append(Place(lesson.name, cell.id, cell.source, before, drawn))
    return found


def shows_widget(output: Any) -> bool:
    """Tell an output that has the view of a widget."""
    return WIDGET in output.get("data", {})


def needed(cells: list[Cell]) -> list[str]:
    """Return the sources that the last of `cells` needs: the first, and what binds its names.

    An exercise is not run: what a page shows must not hang on an answer.
    """
    wanted = names(cells[-1].source)[0]
    kept = []
    for cell in reversed(cells[1:-1]):
        used, bound = names(cell.source)
        if bound & wanted and not grading(cell):
            kept.append(cell.source)
            wanted = wanted - bound | used
    return [cells[0].source, *reversed(kept)] if len(cells) > 1 else []


def names(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell's code uses and those that it binds."""
    lines = source.splitlines()
    if lines and lines[0].startswith("%%"):
        lines = lines[1:]
    text = "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))
    used, bound = set[str](), set[str]()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.AugAssign(target=ast.Name(id=name)):
                used.add(name)
            case ast.Name(id=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                bound |= {(each.asname or each.name).partition(".")[0] for each in aliases}
            case _:
                pass
    return used, bound


def save(wanted: list[tuple[Lesson, Place]]) -> Views:
    """Make the widgets in a process of their own; keep those that show what the lesson stored."""
    views = Views()
    if not wanted:
        return views
    jobs = [
        {"folder": str(lesson.folder), "before": list(place.before), "source": place.source}
        for lesson, place in wanted
    ]
    with tempfile.TemporaryDirectory(prefix="views-", ignore_cleanup_errors=True) as name:
        asked, made = Path(name) / "asked.json", Path(name) / "made.json"
        asked.write_text(json.dumps(jobs), encoding="utf-8")
        command = [sys.executable, "-m", "authoring.site.view_worker", str(asked), str(made)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        if done.returncode != 0:
            raise RuntimeError(f"the widgets could not be made: {done.stderr.strip()[-2000:]}")
        answers = json.loads(made.read_text(encoding="utf-8"))
    for (_, place), found in zip(wanted, answers, strict=True):
        if tuple(one["picture"] for one in found) == place.pictures:
            views.saved[place.lesson, place.cell] = found
        else:
            views.still.append(place.name)
    return views

"""Check that a stored notebook is in canonical form, and that executing it changes nothing."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from authoring.check.report import Problem
from authoring.execute import execute
from authoring.notebooks import Cell, Notebook, canonical, dumps, load

NORMALIZE = "run `course normalize {}`"
EXECUTE = (
    "run `course normalize --execute {}`; if it differs again each time, show names instead of "
    "pids and times, or tag the cell nbval-ignore-output"
)


def not_canonical(path: Path) -> list[Problem]:
    """Name the cells of a stored notebook that are not in canonical form."""
    text = path.read_text(encoding="utf-8")
    notebook = load(path)
    wanted = dumps(canonical(notebook))
    if path.read_bytes() == wanted.encode("utf-8"):
        return []
    do = NORMALIZE.format(path.stem)
    raw, best = json.loads(text), json.loads(wanted)
    found = [
        Problem("form", f"cell {new['id']!r}", f"not canonical: {difference(old, new)}", do)
        for old, new in zip(raw["cells"], best["cells"], strict=True)
        if old != new
    ]
    return found or [Problem("form", path.name, "its metadata or layout is not canonical", do)]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Name the parts in which two cells differ."""
    names = sorted(
        name for name in {*old, *new} if old.get(name) != new.get(name) or name not in old
    )
    return ", ".join(name.replace("_", " ") for name in names)


def executes(path: Path, environment: Mapping[str, str] | None = None) -> tuple[int, list[Problem]]:
    """Execute a notebook; return how many code cells it has and which fail or come out anew."""
    stored = canonical(load(path))
    executed, failures = execute(stored, path.parent, environment=environment)
    problems = [
        Problem("execute", f"cell {failure.cell_id!r}", failure.error, "mend the cell")
        for failure in failures
    ]
    failed = {failure.cell_id for failure in failures}
    total = sum(cell.cell_type == "code" for cell in stored.cells)
    problems += [
        Problem("execute", f"cell {new.id!r}", changed(old, new), EXECUTE.format(path.stem))
        for old, new in zip(stored.cells, rerun(executed, failures != []), strict=False)
        if old != new and new.id not in failed
    ]
    return total, problems


def rerun(executed: Notebook, broken: bool) -> list[Cell]:
    """Return the cells to compare: none of a run that failed, for one fault makes many."""
    return [] if broken else list(canonical(executed).cells)


def changed(old: Cell, new: Cell) -> str:
    """Show the first line in which the outputs of two runs differ."""
    before, after = (json.dumps(c.get("outputs"), indent=1, ensure_ascii=False) for c in (old, new))
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    told = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")][:2]
    return "its output is not the stored one: " + " / ".join(line[:120] for line in told)

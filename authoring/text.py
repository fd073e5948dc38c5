"""Turn a lesson written as text (jupytext's py:percent) into a notebook, and back.

Besides jupytext's own cell headers, three short ones stand for nbgrader's metadata:

    # %% answer="reap"                                   the answer cell of exercise `reap`
    # %% test="test-reap-returns-exit-codes" points=2    one of its test cells
    # %% [markdown] id="why-a-guard"                     a cell's id, on any cell
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

import jupytext
import nbformat

from authoring.ids import RANDOM_ID
from authoring.notebooks import Cell, Notebook, canonical_source

FORMAT = "py:percent"
SCHEMA = 3


class BadHeader(ValueError):
    """A cell header that cannot be turned into metadata."""


def answer_metadata(exercise: str) -> dict[str, Any]:
    """Return nbgrader's metadata of an autograded answer."""
    return {
        "grade": False,
        "grade_id": exercise,
        "locked": False,
        "schema_version": SCHEMA,
        "solution": True,
        "task": False,
    }


def test_metadata(grade_id: str, points: float) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell with autograder tests."""
    return {
        "grade": True,
        "grade_id": grade_id,
        "locked": True,
        "points": points,
        "schema_version": SCHEMA,
        "solution": False,
        "task": False,
    }


def from_text(text: str, previous: Notebook | None = None) -> Notebook:
    """Return the notebook written as `text`; cells known from `previous` keep ids and outputs."""
    notebook = jupytext.reads(text, fmt=FORMAT)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.source = canonical_source(cell.source)
        expand(cell, number)
    if previous is not None:
        inherit(notebook.cells, previous.cells)
    return notebook


def expand(cell: Cell, number: int) -> None:
    """Replace short headers by what they stand for."""
    short = {key: cell.metadata.pop(key, None) for key in ("answer", "test", "points", "id")}
    where = f"cell {number} ({cell.source.splitlines()[0] if cell.source else 'empty'!r})"
    if short["answer"] and short["test"]:
        raise BadHeader(f"{where}: a cell is an answer or a test, not both")
    if short["answer"]:
        cell.metadata["nbgrader"] = nbformat.from_dict(answer_metadata(short["answer"]))
    elif short["test"]:
        if not isinstance(short["points"], int | float):
            raise BadHeader(
                f'{where}: say its points, as in `# %% test="{short["test"]}" points=1`'
            )
        cell.metadata["nbgrader"] = nbformat.from_dict(
            test_metadata(short["test"], short["points"])
        )
    elif short["points"] is not None:
        raise BadHeader(f"{where}: only a test cell has points")
    if short["id"]:
        cell.id = short["id"]


def inherit(cells: list[Cell], known: list[Cell]) -> None:
    """Hand the ids (and, where the source is the same, the outputs) of `known` to `cells`."""
    pairs = SequenceMatcher(a=[key(c) for c in known], b=[key(c) for c in cells], autojunk=False)
    for kind, low, high, start, stop in pairs.get_opcodes():
        if kind == "equal" or (kind == "replace" and high - low == stop - start):
            for old, new in zip(known[low:high], cells[start:stop], strict=True):
                take(old, new)


def key(cell: Cell) -> tuple[str, str]:
    """Return what makes two cells the same one."""
    return cell.cell_type, canonical_source(cell.source)


def take(old: Cell, new: Cell) -> None:
    """Let an edited cell keep what belonged to it."""
    if old.cell_type != new.cell_type:
        return
    if RANDOM_ID.match(new.id):
        new.id = old.id
    if key(old) == key(new) and new.cell_type == "code":
        new.outputs = old.outputs


def to_text(notebook: Notebook) -> str:
    """Return a notebook as text, with the short headers."""
    plain = nbformat.from_dict(notebook)
    for cell in plain.cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading == answer_metadata(grading.get("grade_id", "")):
            del cell.metadata["nbgrader"]
            cell.metadata["answer"] = grading["grade_id"]
        elif grading and grading == test_metadata(grading["grade_id"], grading.get("points", 0)):
            del cell.metadata["nbgrader"]
            cell.metadata["test"] = grading["grade_id"]
            cell.metadata["points"] = grading["points"]
    plain.metadata["jupytext"] = {"notebook_metadata_filter": "-all"}
    return str(jupytext.writes(plain, fmt=FORMAT))

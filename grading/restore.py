"""Put a student's notebook back into the shape it was released in, and say what was changed.

nbgrader repairs the source of locked cells, but stops at a changed ``grade`` flag, a deleted pair
of cells or an unknown grade id, and then the student has no score at all. Here every mark that
nbgrader reads is written anew from the gradebook: what a student did to marks, tags, points or
check cells changes nothing, and the work is scored as it stands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grading.submission import Cell, Note, module_name

_HIDDEN = re.compile(
    r"^[^\n]*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class MasterCell:
    """One cell of the assignment as the gradebook keeps it, hidden tests included."""

    grade_id: str
    cell_type: str
    source: str
    checksum: str
    grade: bool
    solution: bool
    locked: bool
    task: bool
    points: float | None

    @property
    def is_check(self) -> bool:
        """Whether this is a test cell that the judge runs."""
        return self.cell_type == "code" and self.grade and not self.solution

    @property
    def is_answer(self) -> bool:
        """Whether a student writes code here that the checks look at."""
        return self.cell_type == "code" and self.solution and not self.grade

    def marks(self) -> dict[str, Any]:
        """Return the nbgrader metadata of the cell."""
        marks: dict[str, Any] = {
            "schema_version": 3,
            "grade_id": self.grade_id,
            "grade": self.grade,
            "solution": self.solution,
            "locked": self.locked,
            "task": self.task,
            "checksum": self.checksum,
            "cell_type": self.cell_type,
        }
        if self.points is not None:
            marks["points"] = self.points
        return marks


def expected_modules(master: Sequence[MasterCell]) -> dict[str, str]:
    """Return the module name that each answer cell was released with, by grade id."""
    names = {cell.grade_id: module_name(cell.source) for cell in master if cell.is_answer}
    return {grade_id: name for grade_id, name in names.items() if name}


def digest(master: Sequence[MasterCell]) -> str:
    """Return what is the same exactly if the notebook was generated from the same cells."""
    return hashlib.sha256(repr(list(master)).encode()).hexdigest()


def restore(cells: Sequence[Cell], master: Sequence[MasterCell]) -> tuple[list[Cell], list[Note]]:
    """Return the notebook's cells with all of ``master`` in them once, and what was repaired."""
    known = {cell.grade_id: cell for cell in master}
    notes: list[Note] = []
    restored: list[Cell] = []
    seen: set[str] = set()
    # From the end, for the last of several copies counts: it is the one that ran last.
    for cell in reversed(cells):
        grade_id = _grade_id(cell)
        original = known.get(grade_id)
        if original is None:
            if _claims_points(cell):
                notes.append(_note_unknown(grade_id))
            restored.append(_plain(cell))
        elif grade_id in seen:
            notes.append(_note_doubled(original))
            if not original.locked:
                restored.append(_plain(cell))
        else:
            seen.add(grade_id)
            notes.extend(_changes(cell, original))
            restored.append(_as_released(cell, original))
    restored.reverse()
    notes.reverse()
    for place, original in enumerate(master):
        if original.grade_id not in seen:
            seen.add(original.grade_id)
            restored.insert(_after_predecessor(restored, master, place), _put_back(original))
            if original.is_check or original.solution or original.task:
                notes.append(_note_missing(original))
    return restored, notes


def released_source(original: MasterCell) -> str:
    """Return the cell's source as students got it, without its hidden tests."""
    return _HIDDEN.sub("", original.source).rstrip()


def _grade_id(cell: Cell) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _claims_points(cell: Cell) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def _plain(cell: Cell) -> Cell:
    metadata = {key: value for key, value in cell["metadata"].items() if key != "nbgrader"}
    return {**cell, "metadata": metadata}


def _as_released(cell: Cell, original: MasterCell) -> Cell:
    metadata: dict[str, Any] = {"nbgrader": original.marks()}
    if original.locked:
        metadata |= {"deletable": False, "editable": False}
    fresh = new_cell(original.cell_type, original.source if original.locked else cell["source"])
    return {**fresh, "id": cell_id(original.grade_id), "metadata": metadata}


def _put_back(original: MasterCell) -> Cell:
    if original.locked or original.task:
        source = original.source
    elif original.cell_type == "code":
        source = f"# The cell `{original.grade_id}` was missing from the submitted notebook."
    else:
        source = f"*The cell `{original.grade_id}` was missing from the submitted notebook.*"
    return _as_released(new_cell(original.cell_type, source), original)


def _after_predecessor(cells: list[Cell], master: Sequence[MasterCell], place: int) -> int:
    if place == 0:
        return 0
    before = master[place - 1].grade_id
    return next(i for i, cell in enumerate(cells) if _grade_id(cell) == before) + 1


def new_cell(cell_type: str, source: str) -> Cell:
    """Return a cell without metadata or outputs."""
    cell: Cell = {"cell_type": cell_type, "metadata": {}, "source": source}
    if cell_type == "code":
        cell |= {"outputs": [], "execution_count": None}
    return cell


def cell_id(text: str) -> str:
    """Return ``text`` as a valid cell id of at most 64 characters."""
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text):
        return text
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _changes(cell: Cell, original: MasterCell) -> list[Note]:
    grade_id = original.grade_id
    marks = cell["metadata"].get("nbgrader", {})
    tags = cell["metadata"].get("tags", [])
    notes = []
    if cell["cell_type"] != original.cell_type:
        says = f"The type of the cell `{grade_id}` was changed; it was changed back."
        notes.append(Note("cell-type-changed", says, grade_id))
    if any(
        bool(marks.get(key)) != getattr(original, key) for key in ("grade", "solution", "locked")
    ):
        says = f"The nbgrader marks of the cell `{grade_id}` were changed; they were put back."
        notes.append(Note("cell-retagged", says, grade_id))
    if original.points is not None and marks.get("points") != original.points:
        says = f"The points of the cell `{grade_id}` were changed; it is worth {original.points:g}."
        notes.append(Note("points-changed", says, grade_id))
    if isinstance(tags, list) and "skip-execution" in tags:
        says = f"The cell `{grade_id}` was tagged `skip-execution`; the tag was taken off."
        notes.append(Note("skip-execution", says, grade_id))
    if original.is_check and cell["source"].rstrip() not in (
        released_source(original),
        original.source.rstrip(),
    ):
        says = f"The check `{grade_id}` was edited. The original was run instead."
        notes.append(Note("check-edited", says, grade_id))
    return notes


def _note_unknown(grade_id: str) -> Note:
    says = f"A cell claims points as `{_short(grade_id)}`, which this assignment does not have."
    return Note("unknown-check", says)


def _note_doubled(original: MasterCell) -> Note:
    grade_id = original.grade_id
    if original.locked:
        says = f"The check `{grade_id}` was there more than once. It counts once."
        return Note("check-doubled", says, grade_id)
    says = f"The answer cell `{grade_id}` was there more than once. The last one counts."
    return Note("answer-doubled", says, grade_id)


def _note_missing(original: MasterCell) -> Note:
    grade_id = original.grade_id
    if original.is_check:
        says = f"The check `{grade_id}` was missing. It was put back and run."
        return Note("check-missing", says, grade_id)
    name = module_name(original.source) if original.is_answer else None
    says = f"The answer cell `{grade_id}` is missing from the notebook."
    if name:
        says += f" Put your code back into a cell that begins with `%%module {name}`."
    return Note("answer-missing", says, grade_id, name or "")


def _short(text: str) -> str:
    return re.sub(r"[^\w.-]", "?", text)[:60]

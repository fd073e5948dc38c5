"""Read a student's notebook: its ``%%module`` cells, and what is wrong with them.

A submission is data here: nothing in this module runs a line of it. The text of a module equals
what ``%%module`` saves in a notebook, so line numbers are the same in both places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.modules import ModuleNameError, check_name, module_text

Cell = dict[str, Any]

_MODULE_LINE = re.compile(r"%%module(?: (?P<name>.*))?")
# Submissions are judged far from their notebook: no folder's files are excepted.
_NO_FOLDER = Path("a folder that is not there")
# What people write when they mean `%%module`: one `%`, a blank, a comment sign, other letters.
_MEANT_MODULE = re.compile(r"[#\s]*%*\s*mod[a-z]*\b(?!\s*[=.(\[])", re.IGNORECASE)


@dataclass(frozen=True)
class Note:
    """Something an instructor and a student should know about a submission.

    ``slug`` is counted in the class report, ``says`` is a sentence for the student, ``cell`` the
    grade id it is about ("" for the whole notebook) and ``module`` the module it concerns.
    """

    slug: str
    says: str
    cell: str = ""
    module: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the note as plain strings, for the notebook's metadata."""
        return {"slug": self.slug, "says": self.says, "cell": self.cell, "module": self.module}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Note:
        """Make a note of what :meth:`to_json` returned."""
        return cls(*(str(data.get(key, "")) for key in ("slug", "says", "cell", "module")))


@dataclass
class Submission:
    """The modules of one notebook, by name, and what was noticed while reading them."""

    modules: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def why_missing(self, module: str) -> Note | None:
        """Return the note that explains why ``module`` is not there; None if it is."""
        if module in self.modules:
            return None
        for note in self.notes:
            if note.module == module and note.slug != "module-doubled":
                return note
        return None


def split_magic(source: str) -> tuple[str, str] | None:
    """Return (NAME, the rest of the cell) if ``source`` begins with ``%%module NAME``.

    As in IPython, blank lines before it do not count and the first line's indent is taken off.
    """
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines:
        return None
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip(" \t"))]
    lines = [line.removeprefix(indent) for line in lines]
    found = _MODULE_LINE.fullmatch(lines[0].rstrip())
    return ((found["name"] or "").strip(), "\n".join(lines[1:])) if found else None


def module_name(source: str) -> str | None:
    """Return NAME if ``source`` begins with the line ``%%module NAME``, else None."""
    split = split_magic(source)
    return split[0] if split else None


def is_answer(cell: Cell) -> bool:
    """Say whether ``cell`` is a code cell that nbgrader calls an autograded answer."""
    marks = cell.get("metadata", {}).get("nbgrader", {})
    return (
        cell.get("cell_type") == "code"
        and bool(marks.get("solution"))
        and not bool(marks.get("grade"))
    )


def read_modules(cells: Iterable[Cell], expected: Mapping[str, str]) -> Submission:
    """Collect the ``%%module`` cells of a notebook.

    ``expected`` gives the module name that each answer cell (by grade id) was released with. Of
    two cells with one name the last wins, as it does when a notebook runs from top to bottom.
    """
    found = Submission()
    released = set(expected.values())
    for cell in cells:
        if cell.get("cell_type") != "code":
            continue
        grade_id = str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))
        wanted = expected.get(grade_id, "") if is_answer(cell) else ""
        source = str(cell.get("source", ""))
        split = split_magic(source)
        if split is None:
            note = _explain_no_module(source, grade_id, wanted)
            if note:
                found.notes.append(note)
            continue
        name, body = split
        try:
            # The assignment's own names hold whatever else is installed where we judge.
            if name not in released:
                check_name(name, _NO_FOLDER)
        except ModuleNameError as error:
            found.notes.append(_refused(name, grade_id, wanted, error))
            continue
        if wanted and name != wanted:
            says = (
                f"The answer cell `{grade_id}` begins with `%%module {name}`, "
                f"but the checks look for `%%module {wanted}`. Change the first line back."
            )
            found.notes.append(Note("module-renamed", says, grade_id, wanted))
        if name in found.modules:
            says = (
                f"Two cells begin with `%%module {name}`. The last one counts, "
                "as it would after Run All. Delete the other one."
            )
            found.notes.append(Note("module-doubled", says, grade_id, name))
        found.modules[name] = module_text(name, body)
    # A module that another cell supplies after all needs no excuse.
    found.notes = [
        note
        for note in found.notes
        if note.slug == "module-doubled" or note.module not in found.modules
    ]
    return found


def _refused(name: str, grade_id: str, wanted: str, error: ModuleNameError) -> Note:
    where = f"The answer cell `{grade_id}`" if grade_id else "A cell"
    says = f"{where} begins with `{_short(f'%%module {name}')}`, and that is refused: {error}"
    if wanted:
        says = f"{where} begins with `{_short(f'%%module {name}')}`, not `%%module {wanted}`."
        return Note("module-renamed", says, grade_id, wanted)
    return Note("module-name-refused", says, grade_id)


def _explain_no_module(source: str, grade_id: str, wanted: str) -> Note | None:
    if not wanted:
        return None
    lines = [line.strip() for line in source.split("\n")]
    filled = [line for line in lines if line]
    if not filled:
        says = f"The answer cell `{grade_id}` is empty. It should begin with `%%module {wanted}`."
        return Note("module-line-missing", says, grade_id, wanted)
    later = next((line for line in filled[1:] if line.startswith("%%module")), None)
    if later:
        says = (
            f"In the answer cell `{grade_id}` the line `{_short(later)}` is not the first one. "
            "Move it to the top: a line before it, even a comment, switches it off."
        )
        return Note("module-line-misplaced", says, grade_id, wanted)
    first = filled[0]
    if _MEANT_MODULE.match(first) or first.startswith("%"):
        says = (
            f"The answer cell `{grade_id}` begins with `{_short(first)}`. "
            f"It should begin with `%%module {wanted}`, exactly so."
        )
        return Note("module-line-misspelt", says, grade_id, wanted)
    says = (
        f"The answer cell `{grade_id}` begins with `{_short(first)}`. "
        f"Its first line should be `%%module {wanted}`."
    )
    return Note("module-line-missing", says, grade_id, wanted)


def _short(line: str) -> str:
    line = "".join(character if character.isprintable() else "?" for character in line)
    line = line.replace("`", "'")
    return line if len(line) <= 60 else line[:57] + "..."

"""Take in whatever lies in a submission's folder: find the notebook, read it, make it safe.

Nothing here follows a link, blocks on a pipe or trusts a shape. What comes out is a notebook of
known form, or none and the reason why.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.restore import cell_id, new_cell
from grading.submission import Cell, Note, module_name

# A notebook of this course is about 100 kB with outputs.
SIZE_LIMIT = 20_000_000
CELL_LIMIT = 1_000
SOURCE_LIMIT = 200_000

#: Notes after which there is nothing to judge.
FATAL = frozenset({"notebook-missing", "notebook-unreadable"})


class _Unreadable(Exception):
    """Why a file is not a notebook, in words for the student."""


@dataclass(frozen=True)
class Fetched:
    """What was found in the place of one notebook: plain data, so that it can travel.

    ``file`` is the name it was handed in under ("" if there is none), ``content`` its bytes (None
    if it cannot be read: ``problem`` says why), ``others`` are notebooks that it might be.
    """

    file: str = ""
    content: bytes | None = None
    problem: str = ""
    others: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Return what is the same exactly if the same was handed in."""
        what = repr((self.file, self.problem, self.others)).encode("utf-8", "backslashreplace")
        return hashlib.sha256(what + b"\0" + (self.content or b"")).hexdigest()


def fetch(folder: Path, name: str) -> Fetched:
    """Read the notebook ``name`` (no suffix) in ``folder``, or the only other one there."""
    path = folder / f"{name}.ipynb"
    if not os.path.lexists(path):
        others = _regular_notebooks(folder)
        if len(others) != 1:
            return Fetched(others=tuple(other.name for other in others))
        path = others[0]
    try:
        return Fetched(path.name, _read(path))
    except _Unreadable as reason:
        return Fetched(path.name, None, str(reason))


def take_in(fetched: Fetched, name: str) -> tuple[list[Cell] | None, list[Note]]:
    """Return the cells of the notebook ``name`` and what was noticed.

    The cells are None if there is no such notebook or it cannot be read.
    """
    if not fetched.file:
        return None, [_note_missing(name, fetched.others)]
    notes = []
    if fetched.file != f"{name}.ipynb":
        says = f"The notebook was handed in as `{fetched.file}`. Its name should be `{name}.ipynb`."
        notes.append(Note("notebook-renamed", says))
    try:
        if fetched.content is None:
            raise _Unreadable(fetched.problem)
        return _tidy(_parse(fetched.content), notes), notes
    except _Unreadable as reason:
        says = (
            f"`{fetched.file}` could not be read: {reason}. Open it in JupyterLab, save it and "
            "hand it in again; if it does not open, copy your answers into a fresh copy."
        )
        return None, [*notes, Note("notebook-unreadable", says)]


def irregular_files(folder: Path) -> list[Path]:
    """Return links, pipes, sockets and devices under ``folder``, which must not be copied."""
    found = []
    for where, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            path = Path(where, name)
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                found.append(path)
    return found


def _regular_notebooks(folder: Path) -> list[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []
    return [
        Path(entry.path)
        for entry in entries
        if entry.name.endswith(".ipynb") and entry.is_file(follow_symlinks=False)
    ]


def _note_missing(name: str, others: tuple[str, ...]) -> Note:
    says = f"There is no `{name}.ipynb` in this submission."
    if others:
        names = ", ".join(f"`{other}`" for other in others[:5])
        says += f" Several other notebooks are there ({names}); rename the one that counts."
    return Note("notebook-missing", says)


def _read(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise _Unreadable("it is a link or a special file, not a notebook")
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        with open(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise _Unreadable(f"the system says {error.strerror}") from error
    if len(content) > SIZE_LIMIT:
        raise _Unreadable(f"it is larger than {SIZE_LIMIT // 1_000_000} MB; clear its outputs")
    return content


def _parse(content: bytes) -> dict[str, Any]:
    if not content.strip():
        raise _Unreadable("the file is empty")
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _Unreadable("it is not UTF-8 text") from error
    except (ValueError, RecursionError) as error:
        raise _Unreadable("it is not JSON, as a notebook must be") from error
    if not isinstance(notebook, dict):
        raise _Unreadable("it is JSON, but not a notebook")
    version = notebook.get("nbformat")
    if version == 3:
        notebook = {"nbformat": 4, "cells": _cells_of_version_3(notebook)}
    elif version != 4:
        raise _Unreadable("its notebook format is not version 4")
    if not isinstance(notebook.get("cells"), list):
        raise _Unreadable("it has no list of cells")
    return notebook


def _cells_of_version_3(notebook: dict[str, Any]) -> list[Any]:
    cells: list[Any] = []
    sheets = notebook.get("worksheets")
    for sheet in sheets if isinstance(sheets, list) else []:
        found = sheet.get("cells") if isinstance(sheet, dict) else None
        for cell in found if isinstance(found, list) else []:
            if isinstance(cell, dict) and "input" in cell:
                cell = {**cell, "source": cell["input"]}
            cells.append(cell)
    return cells


def _tidy(notebook: dict[str, Any], notes: list[Note]) -> list[Cell]:
    cells = [cell for cell in map(_tidy_cell, notebook["cells"]) if cell]
    if len(cells) < len(notebook["cells"]):
        says = "Some cells of the notebook were damaged or far too long. They were left out."
        notes.append(Note("cells-damaged", says))
    if len(cells) > CELL_LIMIT:
        says = f"The notebook has {len(cells)} cells. Only those with answers and checks were kept."
        notes.append(Note("too-many-cells", says))
        cells = [cell for cell in cells if _matters(cell)][-CELL_LIMIT:]
    taken: set[str] = set()
    for place, cell in enumerate(cells):
        if not cell["id"] or cell["id"] in taken:
            cell["id"] = f"cell-{place}"
        taken.add(cell["id"])
    return cells


def _matters(cell: Cell) -> bool:
    return "nbgrader" in cell["metadata"] or module_name(cell["source"]) is not None


def _tidy_cell(cell: object) -> Cell | None:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str) or len(source) > SOURCE_LIMIT:
        return None
    # Half of a surrogate pair cannot be written to a file.
    source = source.encode("utf-8", "replace").decode("utf-8")
    tidy = new_cell(cell["cell_type"], source)
    identifier = cell.get("id")
    tidy["id"] = cell_id(identifier) if isinstance(identifier, str) and identifier else ""
    given = cell.get("metadata")
    if isinstance(given, dict):
        if isinstance(given.get("nbgrader"), dict):
            tidy["metadata"]["nbgrader"] = given["nbgrader"]
        if isinstance(given.get("tags"), list):
            tidy["metadata"]["tags"] = [tag for tag in given["tags"] if isinstance(tag, str)]
    return tidy

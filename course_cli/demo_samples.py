"""The demonstration's class: what each sample hands in, and what it must get for it.

`examples/<assignment>/manifest.toml` lists the samples; the answers themselves are those of the
tests: the solution, the alternatives and the mutants.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from authoring.anatomy import diagnosis_of
from authoring.lessons import Lesson

Notebook = dict[str, Any]
Cell = dict[str, Any]

FIELDS = {"name", "score", "diagnoses", "answers", "change", "days_late", "quick", "why"}


class ManifestError(ValueError):
    """A manifest that cannot be used; says which and why."""


@dataclass(frozen=True)
class Sample:
    """One student's work on one assignment, and the result it must get.

    ``answers`` maps an exercise to where its answer comes from, ``change`` lists what is done to
    the notebook afterwards; ``diagnoses`` is everything that must be found, no more and no less.
    """

    name: str
    score: float
    diagnoses: frozenset[str]
    answers: dict[str, str] = field(default_factory=dict)
    change: tuple[str, ...] = ()
    days_late: float = 0.0
    quick: bool = False
    why: str = ""

    @property
    def handed_in(self) -> bool:
        """Whether the student hands in anything at all."""
        return "nothing" not in self.change


@dataclass(frozen=True)
class File:
    """What a student hands in: a file's name without its suffix, the suffix, and its bytes."""

    stem: str
    suffix: str
    content: bytes


def read_manifest(lesson: Lesson) -> list[Sample]:
    """Return the samples of a lesson.

    Raises:
        ManifestError: if there is no manifest or something in it is unknown.
    """
    path = lesson.root / "examples" / lesson.name / "manifest.toml"
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["sample"]
    except FileNotFoundError:
        raise ManifestError(f"{path} is missing: write one sample at least") from None
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ManifestError(f"{path}: {error}") from None
    samples = []
    for entry in entries:
        unknown = set(entry) - FIELDS
        if unknown or not {"name", "score", "diagnoses"} <= set(entry):
            raise ManifestError(f"{path}: sample {entry.get('name')}: {sorted(unknown) or entry}")
        entry["diagnoses"] = frozenset(entry["diagnoses"])
        entry["change"] = tuple(entry.get("change", ()))
        samples.append(Sample(**entry))
    return samples


def hand_in(lesson: Lesson, released: Notebook, sample: Sample) -> File:
    """Make the file that a sample hands in, from the notebook that students get."""
    notebook = copy.deepcopy(released)
    solved = json.loads(lesson.notebook.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and marks.get("solution"):
            exercise = marks["grade_id"]
            answer = sample.answers.get(exercise, "solution")
            cell["source"] = _answer(lesson, exercise, answer, text(cell), solved)
    unknown = set(sample.answers) - {grade_id(cell) for cell in notebook["cells"]}
    if unknown:
        raise ManifestError(f"{lesson.name}: sample {sample.name} answers {sorted(unknown)}")
    raw = [change for change in sample.change if change.partition(":")[0] in WHOLE]
    for change in sample.change:
        kind, _, rest = change.partition(":")
        if kind in CELL:
            target, _, value = rest.partition(":")
            CELL[kind](notebook, find(notebook, target), value)
        elif kind not in WHOLE:
            raise ManifestError(f"{lesson.name}: sample {sample.name}: no such change: {change}")
    file = File(lesson.name, ".ipynb", json.dumps(notebook, ensure_ascii=False).encode())
    for change in raw:
        file = WHOLE[change](file)
    return file


def _answer(lesson: Lesson, exercise: str, answer: str, starter: str, solved: Notebook) -> str:
    if answer == "solution":
        return text(find(solved, exercise))
    if answer == "starter":
        return starter
    kind, _, name = answer.partition(":")
    first_line = starter.split("\n", 1)[0]
    folders = {
        "mutant": lesson.root / "tests" / "mutants" / exercise,
        "alternative": lesson.root / "tests" / "alternatives" / exercise,
        "file": lesson.root / "examples" / lesson.name,
    }
    try:
        source = (folders[kind] / f"{name}.py").read_text(encoding="utf-8")
    except (KeyError, FileNotFoundError) as error:
        raise ManifestError(f"{lesson.name}: there is no answer {answer!r}: {error}") from None
    if diagnosis_of(source):
        source = source.partition("\n")[2]
    return f"{first_line}\n{source}"


def text(cell: Cell) -> str:
    """Return a cell's source as one string."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def grade_id(cell: Cell) -> str:
    """Return a cell's grade id, "" without one."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def find(notebook: Notebook, target: str) -> Cell:
    """Return the cell with this grade id."""
    for cell in notebook["cells"]:
        if grade_id(cell) == target:
            found: Cell = cell
            return found
    raise ManifestError(f"there is no cell {target!r}")


# -- what can happen to a notebook -------------------------------------------------------------


def _delete(notebook: Notebook, cell: Cell, value: str) -> None:
    notebook["cells"].remove(cell)


def _double(notebook: Notebook, cell: Cell, value: str) -> None:
    twin = {**copy.deepcopy(cell), "id": f"{cell['id'][:50]}-again"}
    notebook["cells"].insert(notebook["cells"].index(cell), twin)


def _edit(notebook: Notebook, cell: Cell, value: str) -> None:
    cell["source"] = value or "pass"


def _skip(notebook: Notebook, cell: Cell, value: str) -> None:
    cell["metadata"]["tags"] = ["skip-execution"]


def _points(notebook: Notebook, cell: Cell, value: str) -> None:
    cell["metadata"]["nbgrader"]["points"] = float(value or 100)


def _ungrade(notebook: Notebook, cell: Cell, value: str) -> None:
    cell["metadata"]["nbgrader"]["grade"] = False


def _first_line(notebook: Notebook, cell: Cell, value: str) -> None:
    cell["source"] = f"{value}\n" + text(cell).split("\n", 1)[1]


CELL: dict[str, Callable[[Notebook, Cell, str], None]] = {
    "delete": _delete,
    "double": _double,
    "edit": _edit,
    "skip": _skip,
    "points": _points,
    "ungrade": _ungrade,
    "first-line": _first_line,
}

WHOLE: dict[str, Callable[[File], File]] = {
    "nothing": lambda file: file,
    "not-json": lambda file: File(file.stem, ".ipynb", file.content[: len(file.content) // 2]),
    "renamed": lambda file: File(f"{file.stem}-final", ".ipynb", file.content),
    "no-notebook": lambda file: File(file.stem, ".txt", b"My laptop ate it.\n"),
}

"""Put the judge into nbgrader, by the places that nbgrader's configuration offers.

`nbgrader autograde` first sanitises a submission (`Intake` reads it whatever its state, `Restore`
puts marks and cells back) and then, in the place of `Execute`, lets the `Judge` run the checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Enum, Float, Unicode

from grading.gradebook import master_cells
from grading.intake import FATAL, fetch, take_in
from grading.judge import CellVerdict, TestCell, explain, failed, judge, refused
from grading.outputs import notice
from grading.restore import MasterCell, digest, expected_modules, new_cell, restore
from grading.session import BOXES
from grading.submission import Cell, Note, read_modules
from grading.worker_process import WorkerProcess

#: Where our own data lies in a notebook's metadata. What a student puts there is dropped.
KEY = "course"
NOTES_ID = "submission-notes"


@dataclass(frozen=True)
class Settings:
    """How checks are run; the traits of :class:`Judge` say what each means."""

    start_method: str = "spawn"
    launch: str = ""
    box: str = "strong"
    cell_seconds: float = 60.0


class Intake(NotebookExporter):
    """nbgrader's exporter, which also takes in what is not a notebook."""

    def from_filename(
        self, filename: str, resources: Any = None, **kw: Any
    ) -> tuple[NotebookNode, Any]:
        """Convert a submitted notebook; an unreadable one becomes an empty one with a reason."""
        if not getattr(self.parent, "_sanitizing", False):
            return super().from_filename(filename, resources, **kw)
        path = Path(filename)
        fetched = fetch(path.parent, path.stem)
        cells, notes = take_in(fetched, path.stem)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        notebook = new_notebook(cells or [], notes, fetched.digest)
        converted: tuple[NotebookNode, Any] = self.from_notebook_node(  # type: ignore[no-untyped-call]
            notebook, resources, **kw
        )
        return converted


class Restore(NbGraderPreprocessor):  # type: ignore[misc]
    """Bring every marked cell back to what the gradebook says, and note what was changed."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Restore one notebook."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            master = master_cells(gradebook, where["assignment"], where["notebook"])
        restored = put_back(nb, master)
        for note in notes_of(restored):
            self.log.warning("%s: %s", where["student"], note.says)
        return restored, resources


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """Run the checks against the student's modules. Nothing else of the notebook is executed."""

    cell_seconds = Float(60.0, help="Seconds that one test cell may take, all its calls.").tag(
        config=True
    )
    start_method = Enum(
        ("spawn", "forkserver", "fork"),
        default_value="spawn",
        help="What multiprocessing uses in students' code. Every system has spawn.",
    ).tag(config=True)
    launch = Unicode(
        "", help="'module:function' that starts a runner in the place of subprocess.Popen."
    ).tag(config=True)
    box = Enum(
        BOXES,
        default_value="strong",
        help="The least box for students' code; the best that this machine gives is taken. "
        "'any' allows a weak one, 'off' none.",
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Judge one notebook and write the verdicts into it."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            master = master_cells(gradebook, where["assignment"], where["notebook"])
        settings = Settings(self.start_method, self.launch, self.box, self.cell_seconds)
        judge_notebook(nb, master, settings)
        return nb, resources


def put_back(nb: NotebookNode, master: Sequence[MasterCell]) -> NotebookNode:
    """Return the notebook as it was released, but for the answers, with notes on what differed."""
    notes = notes_of(nb)
    cells, changes = restore(nb.cells, master)
    if not any(note.slug in FATAL for note in notes):
        # In a notebook that is not there every cell is missing: no need to say so of each.
        notes += changes
    return new_notebook(cells, notes, _submitted(nb))


def judge_notebook(
    nb: NotebookNode,
    master: Sequence[MasterCell],
    settings: Settings,
    worker: WorkerProcess | None = None,
) -> None:
    """Run the checks on a notebook that was put back, and write the verdicts into it."""
    notes = notes_of(nb)
    checks = [TestCell(cell.grade_id, cell.source) for cell in master if cell.is_check]
    fatal = next((note for note in notes if note.slug in FATAL), None)
    if fatal:
        verdicts = [refused(check, fatal) for check in checks]
    else:
        gone = {note.cell for note in notes if note.slug == "answer-missing"}
        expected = expected_modules(master)
        there = {grade_id: name for grade_id, name in expected.items() if grade_id not in gone}
        submission = read_modules(nb.cells, there)
        submission.notes += [note for note in notes if note.module]
        verdicts = judge(
            checks,
            submission.modules,
            start_method=settings.start_method,
            launch=settings.launch,
            box=settings.box,
            cell_seconds=settings.cell_seconds,
            worker=worker,
        )
        verdicts = [
            explain(verdict, check, submission)
            for verdict, check in zip(verdicts, checks, strict=True)
        ]
        notes += [note for note in submission.notes if note not in notes]
    write_verdicts(nb, verdicts, notes)
    nb.metadata[KEY]["assignment"] = digest(master)


def notes_of(nb: NotebookNode) -> list[Note]:
    """Return the notes that our own metadata holds."""
    return [Note.from_json(note) for note in nb.metadata.get(KEY, {}).get("notes", [])]


def _submitted(nb: NotebookNode) -> str:
    return str(nb.metadata.get(KEY, {}).get("submitted", ""))


def write_verdicts(nb: NotebookNode, verdicts: list[CellVerdict], notes: list[Note]) -> None:
    """Put outputs into the test cells, notes above them, and mark the notebook as judged."""
    by_id = {verdict.grade_id: verdict for verdict in verdicts}
    for cell in nb.cells:
        if cell.cell_type != "code" or not is_grade(cell) or is_solution(cell):
            continue
        grade_id = cell.metadata.nbgrader["grade_id"]
        # An empty test cell would be full marks to nbgrader.
        verdict = by_id.get(grade_id) or failed(
            grade_id, "unknown-check", "This cell is not a check of the assignment."
        )
        shown = [notice(note.slug, note.says) for note in notes if note.cell == grade_id]
        cell.outputs = from_dict([*shown, *verdict.outputs])
    nb.cells = [cell for cell in nb.cells if cell.get("id") != NOTES_ID]
    if notes:
        says = "\n".join(f"- {note.says}" for note in notes)
        summary = new_cell("markdown", f"**About this submission**\n\n{says}")
        nb.cells.insert(0, from_dict({**summary, "id": NOTES_ID}))
    nb.metadata[KEY] = {
        "judged": True,
        "submitted": _submitted(nb),
        "notes": [note.to_json() for note in notes],
        "box": next((verdict.box for verdict in verdicts if verdict.box), ""),
        "checks": {
            verdict.grade_id: {
                "passed": verdict.passed,
                "diagnosis": verdict.diagnosis,
                "seconds": verdict.seconds,
            }
            for verdict in verdicts
        },
    }


def new_notebook(cells: list[Cell], notes: list[Note], submitted: str) -> NotebookNode:
    """Return a notebook of these cells, with ids that differ.

    ``submitted`` is the digest of what was handed in.
    """
    taken: set[str] = set()
    for place, cell in enumerate(cells):
        if cell.get("id", "") in taken or not cell.get("id"):
            cell["id"] = f"cell-{place}-{len(taken)}"
        taken.add(cell["id"])
    notebook: NotebookNode = from_dict(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {
                KEY: {"notes": [note.to_json() for note in notes], "submitted": submitted}
            },
            "cells": cells,
        }
    )
    return notebook

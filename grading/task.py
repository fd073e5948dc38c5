"""Grade one submission as a function of plain data: bytes and master cells in, bytes out.

Nothing here knows a database or a shared disk, so the work can be done by another process or on
another machine. Whoever holds the gradebook records what comes back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from nbformat import v4
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import LimitOutput
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

from grading.intake import Fetched, take_in
from grading.preprocess import KEY, Settings, judge_notebook, new_notebook, put_back
from grading.restore import MasterCell
from grading.worker_process import WorkerProcess


@dataclass(frozen=True)
class Page:
    """One notebook of the assignment, as the gradebook keeps it."""

    name: str
    master: tuple[MasterCell, ...]
    kernelspec: str | None


@dataclass(frozen=True)
class Limits:
    """What nbgrader's LimitOutput leaves of a cell's outputs, in lines."""

    max_lines: int = 1000
    max_traceback: int = 100


@dataclass(frozen=True)
class Task:
    """What one student handed in for an assignment: one ``fetched`` for each of the ``pages``.

    ``timestamp`` is the text of the submission's timestamp file, "" without one.
    """

    student: str
    assignment: str
    pages: tuple[Page, ...]
    fetched: tuple[Fetched, ...]
    settings: Settings
    limits: Limits = Limits()
    timestamp: str = ""


@dataclass(frozen=True)
class GradedPage:
    """One judged notebook: its file's content, the score of each test cell, the comments.

    A score of None is for a person to give, as in nbgrader.
    """

    name: str
    content: bytes
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    box: str


@dataclass(frozen=True)
class Graded:
    """What came of a task."""

    student: str
    assignment: str
    timestamp: str
    pages: tuple[GradedPage, ...]
    seconds: float = 0.0


def grade_one(task: Task, worker: WorkerProcess | None = None) -> Graded:
    """Judge a submission. A ``worker`` that is passed in is used, and stays for the next.

    Raises:
        JudgeError: if the judge itself cannot work; then nothing is known about the submission.
    """
    pages = tuple(
        _grade_page(page, fetched, task, worker)
        for page, fetched in zip(task.pages, task.fetched, strict=True)
    )
    return Graded(task.student, task.assignment, task.timestamp, pages)


def _grade_page(
    page: Page, fetched: Fetched, task: Task, worker: WorkerProcess | None
) -> GradedPage:
    cells, notes = take_in(fetched, page.name)
    notebook = put_back(new_notebook(cells or [], notes, fetched.digest), page.master)
    if page.kernelspec:
        notebook.metadata["kernelspec"] = json.loads(page.kernelspec)
    judge_notebook(notebook, page.master, task.settings, worker)
    shorten = LimitOutput(max_lines=task.limits.max_lines, max_traceback=task.limits.max_traceback)
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for place, cell in enumerate(notebook.cells):
        shorten.preprocess_cell(cell, {}, place)
        if is_grade(cell):
            scores[cell.metadata.nbgrader["grade_id"]] = determine_grade(cell)[0]
        if is_solution(cell) or is_task(cell):
            comments[cell.metadata.nbgrader["grade_id"]] = _comment(cell)
    content = (v4.writes(notebook) + "\n").encode("utf-8")
    return GradedPage(page.name, content, scores, comments, str(notebook.metadata[KEY]["box"]))


def _comment(cell: NotebookNode) -> str | None:
    """Return nbgrader's comment on an answer that is as it was released."""
    unchanged = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    return "No response." if unchanged and not is_task(cell) else None

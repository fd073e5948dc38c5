"""Keep the gradebook: the one writer, one transaction for each submission.

nbgrader's own models and rules, without a connection and a commit for every cell. Whatever moment
this process ends at, a submission is recorded as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy.exc import IntegrityError, OperationalError
from traitlets.config import Config

from grading.gradebook import master_cells, notebook_names
from grading.task import Graded, GradedPage, Page

_TRIES = 3


class GradebookTrouble(RuntimeError):
    """The gradebook cannot be used now; the message says what to do."""


class Ledger:
    """The gradebook of one course, open for one assignment. Use it in one thread.

    Raises:
        GradebookTrouble: if it cannot be used; the transaction that was open is undone.
    """

    def __init__(self, gradebook: Gradebook, assignment: str, config: Config) -> None:
        self._gradebook = gradebook
        self._db = gradebook.db
        self._name = assignment
        self._late = AssignLatePenalties(config=config)
        self._late.init_plugin()
        with _clear(gradebook):
            found = gradebook.find_assignment(assignment)
            self._id = str(found.id)
            self._notebooks = {notebook.id: str(notebook.name) for notebook in found.notebooks}
            self._cells = {
                cell.id: str(cell.name)
                for notebook in found.notebooks
                for cell in [
                    *notebook.grade_cells,
                    *notebook.solution_cells,
                    *notebook.task_cells,
                ]
            }

    @classmethod
    def open(cls, api: Any, assignment: str) -> Self:
        """Open the gradebook of nbgrader's ``api``."""
        try:
            return cls(api.gradebook, assignment, api.config)
        except OperationalError as error:
            raise GradebookTrouble(advice(error)) from error
        except ImportError as error:
            raise GradebookTrouble(
                f"The gradebook's database needs a driver ({error}). For PostgreSQL, install the "
                'extra "postgres" (pip install "course[grading,postgres]") and begin '
                "CourseDirectory.db_url with postgresql+psycopg://"
            ) from error
        except MissingEntry:
            raise GradebookTrouble(
                f"The gradebook has no assignment {assignment!r}. Run "
                f"`nbgrader generate_assignment {assignment}` first, or mind the spelling."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._gradebook.close()

    def pages(self) -> tuple[Page, ...]:
        """Return the assignment's notebooks as they were generated."""
        with _clear(self._gradebook):
            return tuple(
                Page(
                    name,
                    tuple(master_cells(self._gradebook, self._name, name)),
                    self._gradebook.find_notebook(name, self._name).kernelspec,
                )
                for name in notebook_names(self._gradebook, self._name)
            )

    def recorded(self) -> set[str]:
        """Return the students whose submission the gradebook knows."""
        with _clear(self._gradebook):
            query = self._db.query(SubmittedAssignment.student_id)
            return {row[0] for row in query.filter_by(assignment_id=self._id)}

    def record(self, graded: Graded) -> None:
        """Write down what a submission earned, all of it or nothing."""
        for _ in range(_TRIES - 1):
            try:
                return self._record(graded)
            except IntegrityError:
                # Another grader has entered the student or the submission since we looked.
                continue
        return self._record(graded)

    def _record(self, graded: Graded) -> None:
        with _clear(self._gradebook):
            submission = self._submission(graded.student)
            if graded.timestamp:
                submission.timestamp = parse_utc(graded.timestamp)
            pages = {page.name: page for page in graded.pages}
            for notebook in submission.notebooks:
                page = pages.get(self._notebooks[notebook.notebook_id])
                if page is not None:
                    self._enter(notebook, page)
                    self._penalise(submission, notebook, graded.student)
            self._db.commit()

    def _submission(self, student: str) -> SubmittedAssignment:
        if self._db.get(Student, student) is None:
            self._db.add(Student(id=student))
        query = self._db.query(SubmittedAssignment)
        found = query.filter_by(assignment_id=self._id, student_id=student).one_or_none()
        return found or self._new_submission(student)

    def _new_submission(self, student: str) -> SubmittedAssignment:
        """Mirror the assignment's structure, as nbgrader does."""
        submission = SubmittedAssignment(assignment_id=self._id, student_id=student)
        for name in self._notebooks:
            notebook = self._db.get(Notebook, name)
            sheet = SubmittedNotebook(notebook_id=name, assignment=submission)
            for cell in [*notebook.grade_cells, *notebook.task_cells]:
                Grade(cell_id=cell.id, notebook=sheet)
            for cell in [*notebook.solution_cells, *notebook.task_cells]:
                Comment(cell_id=cell.id, notebook=sheet)
        self._db.add(submission)
        self._db.flush()
        return submission

    def _enter(self, notebook: SubmittedNotebook, page: GradedPage) -> None:
        """Write scores and comments; what a person gave stays, and is marked for a look."""
        for grade in self._db.query(Grade).filter_by(notebook_id=notebook.id):
            name = self._cells[grade.cell_id]
            if name in page.scores:
                grade.auto_score = page.scores[name]
                grade.needs_manual_grade = (
                    grade.manual_score is not None or grade.auto_score is None
                )
        for comment in self._db.query(Comment).filter_by(notebook_id=notebook.id):
            name = self._cells[comment.cell_id]
            if name in page.comments:
                comment.auto_comment = page.comments[name]

    def _penalise(
        self, submission: SubmittedAssignment, notebook: SubmittedNotebook, student: str
    ) -> None:
        notebook.late_submission_penalty = None
        late = submission.total_seconds_late
        if late > 0:
            self._db.flush()
            self._db.refresh(notebook, ["score"])
            penalty = self._late.plugin_inst.late_submission_penalty(student, notebook.score, late)
            if penalty is not None:
                penalty = self._late._check_late_penalty(notebook, penalty)
            notebook.late_submission_penalty = penalty


@contextmanager
def _clear(gradebook: Gradebook) -> Iterator[None]:
    """Leave no transaction and no object behind, whatever happens."""
    try:
        yield
    except OperationalError as error:
        raise GradebookTrouble(advice(error)) from error
    finally:
        gradebook.db.remove()


def advice(error: OperationalError) -> str:
    """Say in plain words what is wrong with the database and what to do."""
    said = str(error.orig).strip().partition("\n")[0]
    if "locked" in said:
        return (
            "The gradebook is locked: another program is writing to it (Formgrader, an nbgrader "
            "command, a second `course grade`?). Let it finish or close it, then run the same "
            "command again: it goes on where it stopped."
        )
    if "no such" in said:
        return (
            f"The gradebook is of another version of nbgrader ({said}). Make a copy of it, "
            "run `nbgrader db upgrade`, then run the same command again."
        )
    if "sqlite" not in type(error.orig).__module__:
        return (
            f"The gradebook's database server says: {said}. See that it runs, and that "
            "CourseDirectory.db_url is right; then run the same command again: it goes on where "
            "it stopped."
        )
    return (
        f"The gradebook cannot be used: {said}. Repair that (disk full? file permissions?) and "
        "run the same command again: it goes on where it stopped."
    )

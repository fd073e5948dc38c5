"""nbgrader's autograding, for a class in which some hand in no notebook at all.

Stock nbgrader passes over a folder without a notebook and leaves its student without a score; it
also takes a folder that an interrupted run left half done for a finished one.
"""

from __future__ import annotations

import contextlib
import fnmatch
import glob
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbgrader.apps.api
import nbgrader.apps.autogradeapp
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.preprocessors import ClearHiddenTests, DeduplicateIds, Execute, GetGrades
from nbgrader.utils import rmtree

from grading.gradebook import notebook_names
from grading.intake import irregular_files
from grading.offline import OfflineHTML, use_in_formgrader
from grading.preprocess import KEY, Intake, Judge, Restore


class JudgedAutograde(Autograde):  # type: ignore[misc]
    """Autograde every submission folder to a score, whatever is in it."""

    def init_notebooks(self) -> None:
        """List the notebooks to grade: those the assignment has, there or not."""
        course = self.coursedir
        with Gradebook(course.db_url, course.course_id) as gradebook:
            try:
                names = notebook_names(gradebook, course.assignment_id)
            except MissingEntry:
                names = []
        wanted = [name for name in names if fnmatch.fnmatchcase(name, course.notebook_id)]
        folders = [
            folder
            for folder in glob.glob(self._format_source(course.assignment_id, course.student_id))
            if os.path.isdir(folder) and not os.path.islink(folder.rstrip(os.sep))
        ]
        if not wanted or not folders:
            super().init_notebooks()  # it says what is wrong
            return
        self.notebooks: list[str] = []
        self.assignments = {
            folder: [os.path.join(folder, f"{name}.ipynb") for name in wanted] for folder in folders
        }

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Say whether to grade; clear away what an interrupted run left behind."""
        folder = Path(self._format_dest(assignment_id, student_id))
        if folder.is_symlink():  # what it leads to is not ours to change
            self.log.warning("Taking away a link in the place of the graded work: %s", folder)
            folder.unlink()
        if folder.exists() and not self._finished(folder):
            self.log.warning("Grading anew what was interrupted: %s", folder)
            rmtree(str(folder))
        return bool(super().init_destination(assignment_id, student_id))

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Prepare the destination without following links or opening pipes of a student's."""
        source = Path(self._format_source(assignment_id, student_id))
        with self._ignoring(irregular_files(source)):
            super().init_assignment(assignment_id, student_id)

    def _finished(self, folder: Path) -> bool:
        return all(is_judged(folder / Path(notebook).name) for notebook in self.notebooks)

    @contextlib.contextmanager
    def _ignoring(self, paths: list[Path]) -> Iterator[None]:
        ignored = self.coursedir.ignore
        for path in paths:
            self.log.warning("Left out, because it is no regular file: %s", path)
        self.coursedir.ignore = [*ignored, *(glob.escape(path.name) for path in paths)]
        try:
            yield
        finally:
            self.coursedir.ignore = ignored


def is_judged(path: Path) -> bool:
    """Say whether ``path`` is an autograded notebook whose grading came to its end."""
    return judged_metadata(path) is not None


def judged_metadata(path: Path) -> dict[str, Any] | None:
    """Return what the judge wrote into an autograded notebook; None if it did not finish it."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        ours: dict[str, Any] = notebook["metadata"][KEY]
        return ours if ours["judged"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def configure(config: Any) -> None:
    """Set up nbgrader for this course; called by nbgrader_config.py."""
    stock = Autograde()
    config.Autograde.exporter_class = Intake
    steps = list(stock.sanitize_preprocessors)
    # Before nbgrader's own repairs, which are a formality then.
    steps.insert(steps.index(DeduplicateIds), Restore)
    config.Autograde.sanitize_preprocessors = steps
    config.Autograde.autograde_preprocessors = [
        Judge if step is Execute else step for step in stock.autograde_preprocessors
    ]
    config.OverwriteCells.add_missing_cells = True
    # Students read the feedback: it shows what a hidden test found, not its code.
    config.GenerateFeedback.preprocessors = [
        GetGrades,
        ClearHiddenTests,
        CSSHTMLHeaderPreprocessor,
    ]
    config.GenerateFeedback.exporter_class = OfflineHTML
    use_in_formgrader()
    # Which converter is used is not configurable; the two places that make one look it up by name.
    nbgrader.apps.autogradeapp.Autograde = JudgedAutograde
    nbgrader.apps.api.Autograde = JudgedAutograde
    find_alembic()


def find_alembic() -> None:
    """Let nbgrader find the `alembic` command also when no environment is activated."""
    scripts = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    if scripts not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join(filter(None, [scripts, path]))

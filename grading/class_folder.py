"""The files of one assignment's class: what was handed in, what was graded, put in place at once.

A graded submission is built in a hidden folder and renamed, so whoever looks finds the last
finished state, whatever moment the process ends at.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
from pathlib import Path
from typing import Any

from nbgrader.utils import find_all_files, parse_utc, rmtree

from grading.autograde import JudgedAutograde, judged_metadata
from grading.intake import fetch, irregular_files
from grading.preprocess import Settings
from grading.restore import digest
from grading.task import Graded, Limits, Page, Task

TIMESTAMP = "timestamp.txt"


class ClassFolder:
    """What lies in the course folder for one assignment, by nbgrader's configuration."""

    def __init__(self, converter: JudgedAutograde, assignment: str) -> None:
        self._converter = converter
        self._course: Any = converter.coursedir
        self._assignment = assignment
        self._permissions = int(str(converter.permissions), 8)

    def students(self) -> list[str]:
        """Return who handed in, links left out; those that the configuration excludes as well."""
        excluded = set(self._course.student_id_exclude.split(","))
        step = self._course.submitted_directory
        every = self._course.format_path(step, self._course.student_id, self._assignment)
        student = self._course.format_path(step, "(?P<student>.*)", self._assignment, escape=True)
        found = []
        for path in glob.glob(every):
            match = re.fullmatch(student, path)
            if match and os.path.isdir(path) and not os.path.islink(path):
                found.append(match["student"])
        return sorted(set(found) - excluded)

    def submitted(self, student: str) -> Path:
        """Return the folder that a student handed in."""
        step = self._course.submitted_directory
        return Path(self._course.format_path(step, student, self._assignment))

    def graded(self, student: str) -> Path:
        """Return the folder where the graded submission belongs."""
        step = self._course.autograded_directory
        return Path(self._course.format_path(step, student, self._assignment))

    def task(
        self, student: str, pages: tuple[Page, ...], settings: Settings, limits: Limits
    ) -> Task:
        """Read what a student handed in."""
        folder = self.submitted(student)
        fetched = tuple(fetch(folder, page.name) for page in pages)
        stamp = _timestamp(folder)
        if stamp:
            parse_utc(stamp)  # now: a time that nobody can read stops this submission alone
        return Task(student, self._assignment, pages, fetched, settings, limits, stamp)

    def is_current(self, student: str, pages: tuple[Page, ...]) -> bool:
        """Say whether the graded submission is of what is handed in and assigned now."""
        source, target = self.submitted(student), self.graded(student)
        for page in pages:
            known = judged_metadata(target / f"{page.name}.ipynb")
            if known is None or known.get("assignment") != digest(page.master):
                return False
            if known.get("submitted") != fetch(source, page.name).digest:
                return False
        return _timestamp(source) == _timestamp(target)

    def install(self, graded: Graded) -> None:
        """Put a graded submission in place, with the files that belong to it."""
        target = self.graded(graded.student)
        fresh = target.with_name(f".{target.name}.new")
        self._tidy(target)
        fresh.mkdir(mode=0o755, parents=True)
        self._copy_files(graded, fresh)
        for page in graded.pages:
            (fresh / f"{page.name}.ipynb").write_bytes(page.content)
        self._set_permissions(fresh)
        if target.exists():
            target.rename(target.with_name(f".{target.name}.old"))
        fresh.rename(target)
        self._tidy(target)

    def tidy(self) -> None:
        """Take away what an earlier run was ended in the middle of."""
        for student in self.students():
            self._tidy(self.graded(student))

    def _tidy(self, target: Path) -> None:
        for state in ("new", "old"):
            left = target.with_name(f".{target.name}.{state}")
            if left.is_dir():
                rmtree(str(left))

    def _copy_files(self, graded: Graded, fresh: Path) -> None:
        """Copy the student's other files and, over them, those of the assignment's source."""
        source = self.submitted(graded.student)
        ignored = [*self._course.ignore, "*.ipynb"]
        irregular = [glob.escape(path.name) for path in irregular_files(source)]
        for path in find_all_files(str(source), [*ignored, *irregular]):
            _copy(Path(path), fresh / Path(path).relative_to(source))
        if graded.timestamp:  # as it was when the submission was read
            (fresh / TIMESTAMP).write_text(graded.timestamp, encoding="utf-8")
        given = Path(self._course.format_path(self._course.source_directory, ".", self._assignment))
        kept = set(self._converter.exclude_overwriting.get(self._assignment, []))
        for path in find_all_files(str(given), ignored):
            relative = Path(path).relative_to(given)
            if relative.as_posix() not in kept:
                _copy(Path(path), fresh / relative)

    def _set_permissions(self, folder: Path) -> None:
        shared = self._course.groupshared
        for where, _, files in os.walk(folder):
            for file in files:
                os.chmod(os.path.join(where, file), self._permissions)
            if shared:
                os.chmod(where, (os.stat(where).st_mode | 0o2770) & 0o2777)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copy(source, target)


def _timestamp(folder: Path) -> str:
    path = folder / TIMESTAMP
    if path.is_symlink() or not path.is_file():
        return ""
    return path.read_text(encoding="utf-8", errors="replace").strip()

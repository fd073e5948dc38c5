"""Grade a class: what is to do, in parallel, recorded one by one, resumable at any moment.

A result goes into the gradebook first, all of it in one transaction, and into its folder second,
in one rename. So a graded folder always has its scores, and work that lacks either is done anew:
the same submission earns the same score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from nbgrader.preprocessors import IgnorePattern, LimitOutput
from traitlets.config import Config

from grading.autograde import JudgedAutograde, configure
from grading.class_folder import ClassFolder
from grading.engine import Failed, MakeTask
from grading.ledger import GradebookTrouble, Ledger
from grading.preprocess import Judge, Settings
from grading.task import Graded, Limits

Grader = Callable[[Sequence[tuple[str, MakeTask]]], Iterator[Graded | Failed]]


class Unsupported(RuntimeError):
    """The course's configuration asks for what only `nbgrader autograde` does."""


class ClassRun:
    """One assignment of the course that nbgrader's ``api`` has open.

    Args:
        box: the box to ask for in the place of what the configuration says, "" for that.
        force: grade again what is graded already.
        student: grade this one alone, "" for all.

    Raises:
        Unsupported: see there.
        GradebookTrouble: if the gradebook cannot be used.
    """

    def __init__(
        self, api: Any, assignment: str, *, force: bool = False, student: str = "", box: str = ""
    ) -> None:
        api.coursedir.assignment_id = assignment
        converter = JudgedAutograde(api.coursedir, parent=api)
        refuse_unsupported(converter, api.config)
        judge = Judge(config=api.config)
        limits = LimitOutput(config=api.config)
        self.settings = Settings(
            judge.start_method, judge.launch, box or judge.box, judge.cell_seconds
        )
        self._limits = Limits(limits.max_lines, limits.max_traceback)
        self.ledger = Ledger.open(api, assignment)
        self._pages = self.ledger.pages()
        if not any(cell.grade or cell.task for page in self._pages for cell in page.master):
            self.ledger.__exit__(None, None, None)
            raise GradebookTrouble(
                f"The gradebook knows no checks of {assignment}: nbgrader leaves an assignment "
                "alone that is in release/ already. Run `nbgrader generate_assignment "
                f"{assignment} --force`, then the same command again."
            )
        self.folder = ClassFolder(converter, assignment)
        self.students = [one for one in self.folder.students() if student in ("", one)]
        known = set() if force else self.ledger.recorded()
        self.waiting = [
            one
            for one in self.students
            if one not in known or not self.folder.is_current(one, self._pages)
        ]

    def grade(self, grader: Grader) -> Iterator[Graded | Failed]:
        """Grade what waits; yield each result once it is on record and in place."""
        self.folder.tidy()
        for result in grader([(one, self._maker(one)) for one in self.waiting]):
            if isinstance(result, Graded):
                self.ledger.record(result)
                self.folder.install(result)
            yield result

    def _maker(self, student: str) -> MakeTask:
        return lambda: self.folder.task(student, self._pages, self.settings, self._limits)


def refuse_unsupported(converter: JudgedAutograde, config: Config) -> None:
    """Stop where our path would give another result than `nbgrader autograde`."""
    ours = Config()
    configure(ours)
    stock = JudgedAutograde(config=ours)
    extra = []
    for steps in ("sanitize_preprocessors", "autograde_preprocessors"):
        if getattr(converter, steps) != getattr(stock, steps):
            extra.append(f"Autograde.{steps}")
    for hook in ("pre_convert_hook", "post_convert_hook"):
        if getattr(converter, hook):
            extra.append(f"Autograde.{hook}")
    if IgnorePattern(config=config).enabled:
        extra.append("IgnorePattern.enabled")
    if config.ClearMetadataPreprocessor.get("enabled"):
        extra.append("ClearMetadataPreprocessor.enabled")
    if not converter.create_student:
        extra.append("Autograde.create_student")
    if extra:
        raise Unsupported(
            f"nbgrader_config.py sets {', '.join(extra)}, which `course grade` does not know. "
            "Use `nbgrader autograde`, or take it out."
        )

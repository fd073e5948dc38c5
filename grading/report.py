"""The class report: who has what, which exercises were hard, which mistakes were made most.

`python -m grading.report [FOLDER]` writes report.html (one file, nothing to fetch) and report.csv
into the course folder, from the gradebook and the graded notebooks.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2

from course.checks.mistakes import catalogue


@dataclass(frozen=True)
class Check:
    """One test cell of an assignment and what the class did with it."""

    grade_id: str
    points: float
    passed: int
    tried: int
    diagnoses: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """The share of submissions that passed."""
        return self.passed / self.tried if self.tried else 0.0


@dataclass(frozen=True)
class Result:
    """One student's result on one assignment; ``score`` is after the late penalty."""

    student: str
    assignment: str
    score: float
    most: float
    penalty: float = 0.0
    hours_late: float = 0.0
    submitted: bool = False
    graded: bool = False
    notes: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()

    @property
    def found(self) -> frozenset[str]:
        """Every diagnosis and note, or ``not-submitted``."""
        return frozenset([*self.notes, *self.diagnoses] if self.submitted else ["not-submitted"])


@dataclass
class ClassReport:
    """Everything that the report shows."""

    assignments: dict[str, float] = field(default_factory=dict)
    results: dict[tuple[str, str], Result] = field(default_factory=dict)
    checks: dict[str, list[Check]] = field(default_factory=dict)
    diagnoses: Counter[str] = field(default_factory=Counter)
    boxes: Counter[str] = field(default_factory=Counter)

    @property
    def students(self) -> list[str]:
        """The students in order."""
        return sorted({student for student, _ in self.results})

    def total(self, student: str) -> float:
        """Return a student's points over all assignments."""
        return sum(self.results[student, name].score for name in self.assignments)


def collect(folder: Path) -> ClassReport:
    """Read a course folder: its gradebook and its graded notebooks."""
    from grading.course_api import open_course

    report = ClassReport()
    with open_course(folder).gradebook as gradebook:
        names = [student.id for student in gradebook.students]
        for assignment in sorted(gradebook.assignments, key=lambda a: str(a.name)):
            report.assignments[assignment.name] = float(assignment.max_score)
            submissions = {s.student_id: s for s in assignment.submissions}
            judged: list[dict[str, Any]] = []
            for student in names:
                data = _metadata(folder, student, assignment)
                judged += data
                report.boxes.update(one["box"] for one in data if one["box"])
                result = _result(student, assignment, submissions.get(student), data)
                report.results[student, assignment.name] = result
                report.diagnoses.update(result.found - {"not-submitted"})
            report.checks[assignment.name] = _checks(assignment, judged)
    return report


def _metadata(folder: Path, student: str, assignment: Any) -> list[dict[str, Any]]:
    found = []
    for notebook in assignment.notebooks:
        path = folder / "autograded" / student / assignment.name / f"{notebook.name}.ipynb"
        try:
            found.append(json.loads(path.read_text(encoding="utf-8"))["metadata"]["course"])
        except (OSError, ValueError, KeyError):
            continue
    return [data for data in found if data.get("judged")]


def _result(student: str, assignment: Any, submission: Any, data: list[dict[str, Any]]) -> Result:
    if submission is None:
        return Result(student, assignment.name, 0.0, float(assignment.max_score))
    penalty = float(submission.late_submission_penalty or 0)
    failed = [check for one in data for check in one["checks"].values() if not check["passed"]]
    return Result(
        student,
        assignment.name,
        score=float(submission.score) - penalty,
        most=float(assignment.max_score),
        penalty=penalty,
        hours_late=submission.total_seconds_late / 3600,
        submitted=True,
        graded=bool(data),
        notes=tuple(dict.fromkeys(note["slug"] for one in data for note in one["notes"])),
        diagnoses=tuple(dict.fromkeys(c["diagnosis"] or "undiagnosed" for c in failed)),
    )


def _checks(assignment: Any, judged: list[dict[str, Any]]) -> list[Check]:
    found = []
    for notebook in assignment.notebooks:
        for cell in notebook.grade_cells:
            verdicts = [one["checks"][cell.name] for one in judged if cell.name in one["checks"]]
            wrong = Counter(v["diagnosis"] or "undiagnosed" for v in verdicts if not v["passed"])
            passed = sum(v["passed"] for v in verdicts)
            counted = tuple(wrong.most_common(3))
            found.append(Check(cell.name, float(cell.max_score), passed, len(verdicts), counted))
    return found


#: What a student's code could do where it ran.
BOXES = {
    "full": "in a full box: own processes, network and files, bounded memory and processor time",
    "strong": "in a strong box: own processes, network and files, weaker bounds on memory",
    "weak": "in a weak box: bounded in time and size, but with this account's files in reach",
    "off": "in no box, with all that the instructor's account may do",
}


def says(slug: str) -> str:
    """Return what a diagnosis means, in a sentence."""
    known = catalogue().get(slug)
    return known.says if known else NOTES.get(slug, "")


#: What the notes about a submission as a whole mean; the cards' diagnoses have their catalogue.
NOTES = {
    "notebook-unreadable": "The file handed in is not a notebook that can be read.",
    "notebook-missing": "No notebook of this assignment was handed in.",
    "notebook-renamed": "The notebook was handed in under another name.",
    "cells-damaged": "Some cells of the notebook were damaged.",
    "too-many-cells": "The notebook has far more cells than it was released with.",
    "module-line-missing": "An answer cell does not begin with its %%module line.",
    "module-line-misspelt": "The %%module line of an answer cell is misspelt.",
    "module-line-misplaced": "Something stands before the %%module line of an answer cell.",
    "module-renamed": "The %%module line of an answer cell has another name.",
    "module-name-refused": "A cell saves a module under a name that is taken.",
    "module-doubled": "Two cells save a module of one name; the last counted.",
    "answer-missing": "An answer cell was deleted.",
    "answer-doubled": "An answer cell was there more than once; the last counted.",
    "check-missing": "A check was deleted; it was put back and run.",
    "check-doubled": "A check was there more than once; it counted once.",
    "check-edited": "A check was edited; the original was run.",
    "unknown-check": "A cell claims points that the assignment does not have.",
    "cell-retagged": "The nbgrader marks of a cell were changed and put back.",
    "cell-type-changed": "The type of a cell was changed and put back.",
    "points-changed": "The points of a check were changed and put back.",
    "skip-execution": "A cell was tagged so that nbgrader would not run it; it was run.",
    "judge-ended": "The judge's process was ended from outside while a check ran.",
    "undiagnosed": "A check failed in a way that no known mistake describes.",
}


COLUMNS = (
    *("student", "assignment", "score", "max_score", "late_penalty", "hours_late"),
    *("state", "diagnoses"),
)


def to_csv(report: ClassReport) -> str:
    """Return one row per student and assignment."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for _, result in sorted(report.results.items()):
        state = "graded" if result.graded else "submitted" if result.submitted else "missing"
        numbers = [result.score, result.most, result.penalty, round(result.hours_late, 2)]
        found = " ".join(sorted(result.found)) if result.submitted else ""
        rows.writerow([_inert(result.student), result.assignment, *numbers, state, found])
    return text.getvalue()


def _inert(name: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{name}" if name[:1] in "=+-@\t\r" else name


def to_html(report: ClassReport) -> str:
    """Return the report as one self-contained page."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True
    )
    environment.filters["points"] = lambda value: f"{value:g}"
    environment.globals.update(says=says, boxes=BOXES)
    return environment.get_template("report.html.j2").render(report=report)


def write(folder: Path) -> Path:
    """Write report.html and report.csv into a course folder; return the page's path."""
    report = collect(folder)
    page = folder / "report.html"
    page.write_text(to_html(report), encoding="utf-8")
    (folder / "report.csv").write_text(to_csv(report), encoding="utf-8", newline="")
    return page


if __name__ == "__main__":
    print(write(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))

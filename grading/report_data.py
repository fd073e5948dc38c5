"""What the class report is made of, read from the gradebook and the graded notebooks."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from course.progress import read_lesson
from grading.report_items import Distribution, Item, distribution, items, times


@dataclass(frozen=True)
class Check:
    """One test cell of an assignment and what the class did with it."""

    grade_id: str
    points: float
    passed: int
    tried: int
    diagnoses: tuple[tuple[str, int], ...]
    exercise: str = ""

    @property
    def share(self) -> float:
        """The share of submissions that passed."""
        return self.passed / self.tried if self.tried else 0.0


@dataclass(frozen=True)
class Attempt:
    """One student's result on one check; ``points`` is what the gradebook says."""

    points: float
    passed: bool
    diagnosis: str = ""


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
    handed_in: datetime | None = None
    box: str = ""
    attempts: dict[str, Attempt] = field(default_factory=dict)

    @property
    def found(self) -> frozenset[str]:
        """Every diagnosis and note, or ``not-submitted``."""
        return frozenset([*self.notes, *self.diagnoses] if self.submitted else ["not-submitted"])

    @property
    def state(self) -> str:
        """``graded``, ``submitted`` or ``missing``."""
        return "graded" if self.graded else "submitted" if self.submitted else "missing"


@dataclass
class ClassReport:
    """Everything that the report shows."""

    assignments: dict[str, float] = field(default_factory=dict)
    results: dict[tuple[str, str], Result] = field(default_factory=dict)
    checks: dict[str, list[Check]] = field(default_factory=dict)
    due: dict[str, datetime | None] = field(default_factory=dict)

    @property
    def students(self) -> list[str]:
        """The students in order."""
        return sorted({student for student, _ in self.results})

    @property
    def diagnoses(self) -> Counter[str]:
        """How many submissions each diagnosis and note was found in."""
        return sum((self.found_in(name) for name in self.assignments), Counter())

    @property
    def boxes(self) -> Counter[str]:
        """How many submissions were judged in each kind of box."""
        return Counter(result.box for result in self.results.values() if result.box)

    def total(self, student: str) -> float:
        """Return a student's points over all assignments."""
        return sum(self.results[student, name].score for name in self.assignments)

    def of(self, assignment: str) -> list[Result]:
        """Return the graded results of an assignment."""
        return [r for (_, name), r in self.results.items() if name == assignment and r.graded]

    def found_in(self, assignment: str) -> Counter[str]:
        """Count the submissions of an assignment that each diagnosis and note was found in."""
        handed_in = [r for (_, name), r in self.results.items() if name == assignment]
        return Counter(slug for r in handed_in if r.submitted for slug in r.found)

    def distribution(self, assignment: str) -> Distribution | None:
        """Describe the scores of an assignment, after late penalties."""
        return distribution([r.score for r in self.of(assignment)], self.assignments[assignment])

    def items(self, assignment: str) -> list[Item]:
        """Analyse the exercises of an assignment."""
        home = {check.grade_id: check.exercise for check in self.checks.get(assignment, [])}
        most: dict[str, float] = {}
        for check in self.checks.get(assignment, []):
            most[check.exercise] = most.get(check.exercise, 0.0) + check.points
        scores = []
        for result in self.of(assignment):
            own: dict[str, float] = dict.fromkeys(most, 0.0)
            for grade_id, attempt in result.attempts.items():
                if grade_id in home:
                    own[home[grade_id]] += attempt.points
            scores.append(own)
        return items(most, scores)

    def times(self, assignment: str) -> dict[str, int]:
        """Count when the submissions of an assignment came in, as far as that is known."""
        moments = [r.handed_in for (_, name), r in self.results.items() if name == assignment]
        return times(self.due.get(assignment), [moment for moment in moments if moment])


def collect(folder: Path) -> ClassReport:
    """Read a course folder: its gradebook and its graded notebooks."""
    from grading.course_api import open_course

    report = ClassReport()
    with open_course(folder).gradebook as gradebook:
        names = [student.id for student in gradebook.students]
        for assignment in sorted(gradebook.assignments, key=lambda a: str(a.name)):
            name = str(assignment.name)
            report.assignments[name] = float(assignment.max_score)
            report.due[name] = assignment.duedate
            submissions = {s.student_id: s for s in assignment.submissions}
            judged: list[dict[str, Any]] = []
            for student in names:
                data = _metadata(folder, student, assignment)
                judged += data
                result = _result(student, assignment, submissions.get(student), data)
                report.results[student, name] = result
            report.checks[name] = _checks(folder, assignment, judged)
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
    checks = {name: check for one in data for name, check in one["checks"].items()}
    failed = [check for check in checks.values() if not check["passed"]]
    points = {g.name: float(g.score or 0) for sheet in submission.notebooks for g in sheet.grades}
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
        handed_in=submission.timestamp,
        box=next((one["box"] for one in data if one["box"]), ""),
        attempts={
            name: Attempt(points.get(name, 0.0), check["passed"], _slug(check))
            for name, check in checks.items()
        },
    )


def _slug(check: dict[str, Any]) -> str:
    return "" if check["passed"] else check["diagnosis"] or "undiagnosed"


def _checks(folder: Path, assignment: Any, judged: list[dict[str, Any]]) -> list[Check]:
    found = []
    for notebook in assignment.notebooks:
        homes = _exercises(folder, str(assignment.name), str(notebook.name))
        for cell in notebook.grade_cells:
            verdicts = [one["checks"][cell.name] for one in judged if cell.name in one["checks"]]
            wrong = Counter(_slug(v) for v in verdicts if not v["passed"])
            passed = sum(v["passed"] for v in verdicts)
            counted = tuple(wrong.most_common(3))
            home = homes.get(cell.name) or str(cell.name)
            found.append(
                Check(cell.name, float(cell.max_score), passed, len(verdicts), counted, home)
            )
    return found


def _exercises(folder: Path, assignment: str, notebook: str) -> dict[str, str]:
    """Return the title of the exercise that each check belongs to, from the notebook itself."""
    for stage in ("release", "source"):
        lesson = read_lesson(folder / stage / assignment / f"{notebook}.ipynb")
        if lesson.exercises:
            return {c.grade_id: e.title for e in lesson.exercises for c in e.checks}
    return {}

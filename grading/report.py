"""The class report: who has what, which exercises were hard, which mistakes were made most.

`python -m grading.report [FOLDER]` writes report.html (one file, nothing to fetch) and report.csv
(a row for each student and check) into the course folder, from the gradebook and the graded
notebooks.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import jinja2

from grading.report_data import Attempt, Check, ClassReport, Result, collect
from grading.report_items import BINS, FEWEST
from grading.report_words import BOXES, says

__all__ = [
    "Attempt",
    "Check",
    "ClassReport",
    "Result",
    "collect",
    "says",
    "to_csv",
    "to_html",
    "write",
]

COLUMNS = (
    *("student", "assignment", "state", "exercise", "check", "points", "max_points", "passed"),
    *("diagnosis", "assignment_score", "late_penalty", "hours_late", "submitted_utc", "box"),
    "notes",
)


def to_csv(report: ClassReport) -> str:
    """Return one row per student and check; what concerns the whole submission is repeated."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for _, result in sorted(report.results.items()):
        rows.writerows(_rows(result, report.checks.get(result.assignment, [])))
    return text.getvalue()


def _rows(result: Result, checks: list[Check]) -> Iterator[list[object]]:
    moment = result.handed_in.isoformat(timespec="seconds") if result.handed_in else ""
    whole = [result.score, result.penalty, round(result.hours_late, 2), moment, result.box]
    notes = " ".join(result.notes)
    head = [_inert(result.student), result.assignment, result.state]
    for check in checks:
        attempt = result.attempts.get(check.grade_id)
        about = [_inert(check.exercise), check.grade_id]
        if attempt is None:
            own: list[object] = ["", check.points, "", ""]
        else:
            passed = "yes" if attempt.passed else "no"
            own = [attempt.points, check.points, passed, attempt.diagnosis]
        yield [*head, *about, *own, *whole, notes]
    if not checks:
        yield [*head, *[""] * 6, *whole, notes]


def _inert(name: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{name}" if name[:1] in "=+-@\t\r" else name


def to_html(report: ClassReport) -> str:
    """Return the report as one self-contained page."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True
    )
    environment.filters["points"] = lambda value: f"{round(value, 2):g}"
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    environment.globals.update(says=says, boxes=BOXES, bins=BINS, fewest=FEWEST)
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

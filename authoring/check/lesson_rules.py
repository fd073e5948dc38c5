"""Rules of a lesson's shape: length, rhythm, code that fits in a glance."""

from __future__ import annotations

import re

from authoring import reading_time
from authoring.check.subject import Found, Subject

CELLS = (25, 60)
PREDICTIONS = 3
LINES, ONE_IN = 10, 10
EXERCISES = (3, 6)
PICTURE = re.compile(r"data:image/(png|jpeg)|\.(png|jpe?g)\b", re.IGNORECASE)


def length(subject: Subject) -> Found:
    """Ask for 25 to 60 cells."""
    count = len(subject.notebook.cells)
    if not CELLS[0] <= count <= CELLS[1]:
        yield (
            "the notebook",
            f"{count} cells; a lesson has {CELLS[0]} to {CELLS[1]}",
            "split or join",
        )


def first_cell(subject: Subject) -> Found:
    """Ask for the extension and the imports in the first code cell."""
    first = next((c for c in subject.notebook.cells if c.cell_type == "code"), None)
    if first is None or "%load_ext course" not in first.source:
        where = f"cell {first.id!r}" if first else "the notebook"
        yield (
            where,
            "the first code cell does not load the course",
            "begin it with %load_ext course",
        )


def predictions(subject: Subject) -> Found:
    """Ask for three predictions."""
    texts = [c.source for c in subject.notebook.cells if c.cell_type == "markdown"]
    count = sum(text.count("**Predict") for text in texts)
    if count < PREDICTIONS:
        do = "ask **Predict** and a question with a number or a name for its answer"
        yield "the notebook", f"{count} predictions; a lesson has at least {PREDICTIONS}", do


def minutes(subject: Subject) -> Found:
    """Ask the opening for the time that the lesson takes."""
    wanted, told = reading_time.minutes(subject.notebook), reading_time.said(subject.notebook)
    if told != wanted:
        says = "the opening names no time" if told is None else f"the opening says {told} minutes"
        yield "the notebook", says, f"write `About {wanted} minutes.` on a line of its own"


def page_for_students(subject: Subject) -> Found:
    """Ask the page for students, where there is one, for the same time."""
    page = subject.lesson.root / "docs" / "student.md"
    if not page.exists():
        return
    number, needed = int(subject.lesson.name[:2]), reading_time.minutes(subject.notebook)
    rows = reading_time.ROW.findall(page.read_text(encoding="utf-8"))
    told = {int(row[0]): (row[1], int(row[2])) for row in rows}
    title, minutes = told.get(number, ("TITLE", None))
    if minutes != needed:
        says = "has no line for it" if minutes is None else f"promises {minutes} minutes"
        line = reading_time.row(str(number), title, needed)
        yield "docs/student.md", says, f"write `{line}` in the table of lessons"


def short_code(subject: Subject) -> Found:
    """Ask for at most ten lines in nine of ten code cells."""
    long = [c for c in subject.code if len(c.source.splitlines()) > LINES]
    if len(long) * ONE_IN > len(subject.code):
        for cell in long:
            count = len(cell.source.splitlines())
            says = f"{count} lines; nine of ten code cells have at most {LINES}"
            yield f"cell {cell.id!r}", says, "move machinery to course/ and link to it"


def pictures(subject: Subject) -> Found:
    """Refuse bitmaps: they neither scale nor differ line by line."""
    for cell in subject.notebook.cells:
        if cell.get("attachments") or (
            cell.cell_type == "markdown" and PICTURE.search(cell.source)
        ):
            yield f"cell {cell.id!r}", "shows a bitmap", "draw it as SVG or with a widget"


def number(subject: Subject) -> Found:
    """Ask for three to six exercises."""
    count = len(subject.exercises)
    if not EXERCISES[0] <= count <= EXERCISES[1]:
        says = f"{count} exercises; a lesson has {EXERCISES[0]} to {EXERCISES[1]}"
        yield "the notebook", says, f"run `course new-exercise {subject.lesson.name} ID`"

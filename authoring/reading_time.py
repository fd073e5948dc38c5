"""How long a lesson takes to work through, by one rule for all of them."""

from __future__ import annotations

import math
import re

from authoring.anatomy import exercises
from authoring.notebooks import Notebook

WORDS_A_MINUTE = 200
MINUTES_A_PREDICTION = 1
MINUTES_A_POINT = 3
#: What a lesson's opening says.
SAID = re.compile(r"^About (\d+) minutes\.$", re.MULTILINE)
#: How the page for students says it, in its table of lessons.
ROW = re.compile(r"^\| (\d+) · (.+) \| (\d+) \|$", re.MULTILINE)
HINTS = re.compile(r"<details>.*?</details>", re.DOTALL)


def minutes(notebook: Notebook) -> int:
    """Return the minutes that a lesson is said to take, in whole tens.

    The words outside hints are read at an ordinary pace; each prediction and each point of an
    exercise has its minutes.
    """
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    points = sum(exercise.points for exercise in exercises(notebook))
    needed = (
        len(HINTS.sub("", prose).split()) / WORDS_A_MINUTE
        + prose.count("**Predict") * MINUTES_A_PREDICTION
        + points * MINUTES_A_POINT
    )
    return math.ceil(needed / 10) * 10


def said(notebook: Notebook) -> int | None:
    """Return the minutes that a lesson's opening names; None if it names none."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            break
        if found := SAID.search(cell.source):
            return int(found[1])
    return None


def tell_minutes(notebook: Notebook) -> None:
    """Bring the time that a lesson's opening names up to date; leave one that names none."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            break
        cell.source = SAID.sub(f"About {minutes(notebook)} minutes.", cell.source, count=1)


def row(number: str, title: str, needed: int) -> str:
    """Return a lesson's line in the table on the page for students."""
    return f"| {number} · {title} | {needed} |"

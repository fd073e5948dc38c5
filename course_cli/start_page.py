"""The page that opens first: what to know, and a map of the lessons."""

from __future__ import annotations

import json
import re
from pathlib import Path

from course_cli.lab_folder import lesson_folders

NAME = "START_HERE.md"

TEXT = """\
# Start here

Every lesson is a notebook. You read a little, predict what will happen, run a cell and compare.

1. **Run the cells in order**, from the first: `Shift`+`Enter` runs one and moves on.
2. **Solve an exercise** in the cell that begins with `%%module`. Run that cell, then the checks
   below it. A card says what your code did and what to try next. Try as often as you like.
3. **Stuck?** Open the hints under the exercise. Messy? *Kernel → Restart Kernel and Run All Cells*.

## The lessons

{lessons}

## Your work

{work}

Everything runs on this computer. Closing the browser stops nothing; *File → Shut Down* stops all.
"""

COPIED = """\
These notebooks are yours: updates of the course never replace one that you have changed.
To begin a lesson again, rename its notebook and start the course once more: a new copy appears."""

FETCHED = """\
*Nbgrader → Assignment List* shows what your class has released. **Fetch** a lesson there, open it,
and **Submit** it when you are done, as often as you like: the last one counts. Your feedback
arrives in the same place."""

FETCHED_WORK = """\
What you fetch is yours. To begin a lesson again, rename its folder and fetch it once more."""


def start_page(release: Path) -> str:
    """Return the start page for these released lessons, as Markdown."""
    entries = []
    for folder in lesson_folders(release):
        title, question = opening(folder / f"{folder.name}.ipynb")
        link = f"[{title or folder.name}]({folder.name}/{folder.name}.ipynb)"
        entries.append(f"- {link} — {question}" if question else f"- {link}")
    return TEXT.format(lessons="\n".join(entries), work=COPIED)


def start_page_of_exchange() -> str:
    """Return the start page for a class whose lessons come through the exchange."""
    return TEXT.format(lessons=FETCHED, work=FETCHED_WORK)


def opening(notebook: Path) -> tuple[str, str]:
    """Return a lesson's title and its question: the first heading and the paragraph after it."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    prose = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    found = re.search(r"^# +(?P<title>.+)\n*(?P<question>(?:[^#\n].*\n?)*)", prose, re.MULTILINE)
    if not found:
        return "", ""
    question = " ".join(found["question"].split()).strip("*_> ")
    return found["title"].strip(), question

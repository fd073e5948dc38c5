"""The page that opens first: what to know, and a map of the lessons."""

from __future__ import annotations

from pathlib import Path

from course.progress import Standing, standings, summary

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

FRESH = """\
That was when the course was last started. `from course.widgets import Progress` and `Progress()` in
any notebook, or `course progress` on the command line, show it as it is now."""

COPIED = """\
These notebooks are yours: updates of the course never replace one that you have changed.
To begin a lesson again, rename its notebook and start the course once more: a new copy appears."""

FETCHED = """\
*Nbgrader → Assignment List* shows what your class has released. **Fetch** a lesson there, open it,
and **Submit** it when you are done, as often as you like: the last one counts. Your feedback
arrives in the same place."""

FETCHED_WORK = """\
What you fetch is yours. To begin a lesson again, rename its folder and fetch it once more."""


def start_page(release: Path, folder: Path | None = None) -> str:
    """Return the start page for these released lessons, as Markdown.

    Args:
        release: where the lessons are.
        folder: the student's folder; what has been passed there stands beside each lesson.
    """
    found = standings(folder or release, release)
    lessons = "\n".join(entry(one) for one in found)
    return TEXT.format(lessons=so_far(found) + lessons, work=COPIED)


def start_page_of_exchange(folder: Path) -> str:
    """Return the start page for a class whose lessons come through the exchange into `folder`."""
    found = standings(folder)
    fetched = "".join(f"\n{entry(one)}" for one in found)
    lessons = f"{FETCHED}\n\n{so_far(found)}{fetched}".rstrip()
    return TEXT.format(lessons=lessons, work=FETCHED_WORK)


def so_far(found: list[Standing]) -> str:
    """Say what has been passed and what comes next, once a check has run."""
    if not any(one.begun for one in found):
        return ""
    far, advice = summary(found)
    return f"**{far}** {plain(advice)}\n{FRESH}\n\n"


def entry(one: Standing) -> str:
    """Return a lesson's line: its link, its question, and the points passed once it is begun."""
    lesson = one.lesson
    # Bold: in running text a link must differ by more than its colour, and JupyterLab has no lines
    # under links.
    line = f"- **[{lesson.heading}]({lesson.name}/{lesson.name}.ipynb)**"
    if lesson.question:
        line += f" — {lesson.question}"
    if one.begun:
        line += f" **{'✓ ' if one.done else ''}{one.passed:g} of {lesson.points:g} points.**"
    return line


def plain(words: str) -> str:
    """Keep the words of a title from being taken for Markdown."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#" else sign for sign in words)

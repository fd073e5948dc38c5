"""Add an exercise that works at once, for its author to turn into the one that is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from authoring.all_or_none import all_or_none
from authoring.anatomy import exercises, grading
from authoring.execute import Failure, execute
from authoring.lessons import Course, Lesson
from authoring.notebooks import Notebook, canonical, load, write, write_text
from authoring.reading_time import tell_minutes
from authoring.release import write_release
from authoring.text import from_text
from course.modules import check_name

EXERCISE_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
SKELETON = files("authoring") / "skeleton"
KINDS = ("mutants", "alternatives")
CLOSING = re.compile(r"##? .*\b(recap|summary)\b", re.IGNORECASE)
NEW_MISTAKES = '''"""Mistakes of the lesson “{title}”."""

from __future__ import annotations

from course.checks.mistakes import Mistake

MISTAKES: dict[str, Mistake] = {{
}}
'''


class CannotAdd(ValueError):
    """The exercise cannot be added under that name; says why."""


@dataclass(frozen=True)
class Added:
    """What was written, and which cells of the lesson then failed."""

    files: list[Path]
    failures: list[Failure]


def add_exercise(course: Course, lesson: Lesson, name: str, *, run: bool = True) -> Added:
    """Add the skeleton of an exercise to a lesson, before its recap: all of it, or nothing.

    Raises:
        CannotAdd: if the name is taken or cannot be a module's.
    """
    check_free(course, lesson, name)
    notebook = load(lesson.notebook)
    insert(notebook, exercise_cells(lesson, name))
    tell_minutes(notebook)
    return store(lesson, canonical(notebook), companions(lesson, [name]), run=run)


def exercise_cells(lesson: Lesson, name: str) -> Notebook:
    """Return the cells of a new exercise, as a notebook."""
    return from_text(fill(SKELETON / "exercise.txt", words_for(lesson, name)))


def companions(lesson: Lesson, names: list[str]) -> dict[Path, str]:
    """Return the text of each file beside the notebook that new exercises need."""
    catalogue, text = with_mistakes(lesson, names)
    found = {catalogue: text}
    for name in names:
        for kind in KINDS:
            for source in sorted((SKELETON / kind).iterdir(), key=lambda one: one.name):
                path = answers_to(lesson, kind, name) / source.name.replace(".txt", ".py")
                found[path] = fill(source, words_for(lesson, name))
    return found


def answers_to(lesson: Lesson, kind: str, name: str) -> Path:
    """Return the folder of an exercise's mutants or alternatives."""
    return lesson.root / "tests" / kind / name


def store(
    lesson: Lesson,
    notebook: Notebook,
    beside: dict[Path, str],
    *,
    run: bool,
    may_fail: bool = True,
) -> Added:
    """Write a notebook, the files beside it and its release: all of them, or none.

    Cells that fail are returned, and the notebook is then written without outputs.

    Raises:
        CannotAdd: if a cell fails and none `may_fail`.
    """
    failures: list[Failure] = []
    with all_or_none([*beside, lesson.notebook, lesson.released.parent]):
        for path, text in beside.items():
            write_text(text, path)
        if run:
            executed, failures = execute(notebook, lesson.folder)
            if failures and not may_fail:
                raise CannotAdd("; ".join(map(str, failures)) + ". Nothing was written.")
            notebook = notebook if failures else canonical(executed)
        write(notebook, lesson.notebook)
        write_release(lesson)
    return Added([lesson.notebook, *beside, lesson.released], failures)


def check_free(course: Course, lesson: Lesson, name: str) -> None:
    """Refuse a name that is taken, or that cannot name a function and a module."""
    if not EXERCISE_NAME.match(name):
        raise CannotAdd(f"{name!r}: use small letters, digits and _, as in `reap` or `two_pids`")
    check_name(name, lesson.folder)
    for other in course.lessons:
        notebook = load(other.notebook)
        taken = {grading(cell).get("grade_id") for cell in notebook.cells}
        if name in taken | {one.module for one in exercises(notebook)}:
            raise CannotAdd(f"{other.name} has {name!r} already: names are unique in the course")
    for kind in KINDS:
        if (folder := answers_to(lesson, kind, name)).exists():
            raise CannotAdd(f"{folder} exists already: move it out of the way")


def words_for(lesson: Lesson, name: str) -> dict[str, str]:
    """Return what the skeleton's placeholders stand for."""
    number, _, topic = lesson.name.partition("_")
    return {
        "id": name,
        "slug": name.replace("_", "-"),
        "topic": topic,
        "number": str(int(number)),
        "title": topic.replace("_", " ").capitalize(),
    }


def fill(template: Traversable, words: dict[str, str]) -> str:
    """Return a skeleton's text for one exercise."""
    return Template(template.read_text(encoding="utf-8")).substitute(words)


def insert(notebook: Notebook, addition: Notebook) -> None:
    """Put the cells of an exercise before the recap, or at the end."""
    closing = [
        place
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "markdown" and CLOSING.match(cell.source)
    ]
    place = closing[-1] if closing else len(notebook.cells)
    notebook.cells[place:place] = addition.cells


def with_mistakes(lesson: Lesson, names: list[str]) -> tuple[Path, str]:
    """Return the lesson's catalogue of mistakes, and its text with those of new exercises."""
    topic = lesson.name.partition("_")[2]
    path = lesson.root / "course" / "checks" / "mistakes" / f"{topic}.py"
    text = NEW_MISTAKES.format(title=topic.replace("_", " "))
    if path.exists():
        text = path.read_text(encoding="utf-8")
    head, brace, tail = text.rpartition("\n}")
    if not brace or tail.strip():
        raise CannotAdd(f"{path} does not end with the dict MISTAKES: make it so and try again")
    entries = [fill(SKELETON / "mistake.txt", words_for(lesson, name)) for name in names]
    return path, f"{head}\n{''.join(entries)}}}\n"

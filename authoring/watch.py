"""See which lessons change while their author works on them."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from authoring.anatomy import exercises
from authoring.execute import saved_module
from authoring.lessons import Course, Lesson
from authoring.notebooks import load

#: Where the files of lessons lie.
PLACES = ("source", "release", "tests/mutants", "tests/alternatives")
ROOMS = ("workers", "drivers", "checks/mistakes")
#: Seconds between two looks, and for how long nothing may change before it is news.
INTERVAL = 0.25
QUIET = 0.6
USED = re.compile(r"\bcourse\.(workers|drivers)(?:\.| import )(\w+)")

Look = dict[Path, tuple[int, int]]


def look(root: Path) -> Look:
    """Return the time and the size of every file that belongs to a lesson."""
    found: Look = {}
    for place in (*PLACES, *(f"course/{room}" for room in ROOMS)):
        for path in (root / place).rglob("*"):
            parts = path.relative_to(root).parts
            if any(part.startswith((".", "__pycache__")) for part in parts):
                continue  # JupyterLab's drafts and checkpoints, Python's bytecode
            with contextlib.suppress(OSError):  # it may be gone by now
                if path.is_file() and not (place == "source" and saved_module(path)):
                    facts = path.stat()
                    found[path] = (facts.st_mtime_ns, facts.st_size)
    return found


def changes(
    see: Callable[[], Look],
    pause: Callable[[float], object] = time.sleep,
    interval: float = INTERVAL,
    quiet: float = QUIET,
) -> Iterator[set[Path]]:
    """Yield the files that changed since now or the last time, once they have come to rest.

    An editor writes a file several times for one save. What changes while the caller is busy is
    the next news: nothing is lost.
    """
    # Not in the generator: that would look for the first time when somebody asks.
    return since(see(), see, pause, interval, quiet)


def since(
    told: Look,
    see: Callable[[], Look],
    pause: Callable[[float], object],
    interval: float,
    quiet: float,
) -> Iterator[set[Path]]:
    """Yield what differs from `told`, and so on."""
    while True:
        seen, calm = told, 0.0
        while seen == told or calm < quiet:
            pause(interval)
            now = see()
            calm = calm + interval if now == seen else 0.0
            seen = now
        news = {path for path in {*told, *seen} if told.get(path) != seen.get(path)}
        told = seen
        yield news


def touched(lessons: list[Lesson], paths: set[Path]) -> list[Lesson]:
    """Return the lessons that changed files belong to."""
    return [lesson for lesson in lessons if any(belongs(lesson, path) for path in paths)]


def belongs(lesson: Lesson, path: Path) -> bool:
    """Tell whether a file is a part of a lesson, or of what it imports."""
    if path.is_relative_to(lesson.folder) or path.is_relative_to(lesson.released.parent):
        return True
    tests = lesson.root / "tests"
    if path.is_relative_to(tests):
        return path.relative_to(tests).parts[1] in exercise_names(lesson)
    return path in modules(lesson)


def exercise_names(lesson: Lesson) -> set[str]:
    """Return the names of a lesson's exercises; none while its notebook cannot be read."""
    with contextlib.suppress(Exception):  # nbformat has many ways to refuse half a file
        return {one.name for one in exercises(load(lesson.notebook))}
    return set()


def modules(lesson: Lesson) -> set[Path]:
    """Return the workers, drivers and mistakes that a lesson uses, also by way of another one."""
    package, topic = lesson.root / "course", lesson.name.partition("_")[2]
    found = {package / room / f"{topic}.py" for room in ROOMS}
    todo = {lesson.notebook, *found}
    while todo:
        with contextlib.suppress(OSError):
            text = todo.pop().read_text(encoding="utf-8")
            used = {package / room / f"{name}.py" for room, name in USED.findall(text)}
            todo |= used - found
            found |= used
    return found


def watch(course: Course, names: list[str], news: Iterator[set[Path]]) -> Iterator[Lesson]:
    """Yield each lesson that is to be checked: those named at once, then whatever changes.

    Without names every lesson is watched, also one that is begun meanwhile.
    """
    if names:
        yield from course.choose(names)
    for paths in news:
        yield from touched(Course(course.root).choose(names), paths)


def start(
    course: Course, names: list[str], pause: Callable[[float], object] = time.sleep
) -> Iterator[Lesson]:
    """Watch the files of a course from now on."""
    return watch(course, names, changes(lambda: look(course.root), pause))

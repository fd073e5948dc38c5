"""Hold names unique in the whole course: grade ids, modules, folders of answers."""

from __future__ import annotations

import sys
from collections import defaultdict

from authoring.anatomy import exercises, grading
from authoring.check.report import Problem
from authoring.lessons import Course, Lesson
from authoring.notebooks import load


def shared_names(course: Course) -> dict[str, list[Problem]]:
    """Return the problems with names, under the lesson they concern."""
    grade_ids: dict[str, list[str]] = defaultdict(list)
    owners: dict[str, list[str]] = defaultdict(list)
    problems: dict[str, list[Problem]] = defaultdict(list)
    for lesson in course.lessons:
        notebook = load(lesson.notebook)
        for cell in notebook.cells:
            if name := grading(cell).get("grade_id"):
                grade_ids[name].append(lesson.name)
        for one in exercises(notebook):
            if one.module:
                owners[one.module].append(lesson.name)
            if one.module in sys.stdlib_module_names:
                says = f"%%module {one.module} would hide Python's own module"
                problems[lesson.name].append(
                    Problem("names", f"cell {one.name!r}", says, "choose another name")
                )
    for what, table in (("grade id", grade_ids), ("module", owners)):
        for name, lessons in table.items():
            if len(lessons) > 1:
                says = f"{what} {name!r} is used {len(lessons)} times: in {', '.join(lessons)}"
                for lesson_name in set(lessons):
                    problems[lesson_name].append(
                        Problem("names", f"{what} {name!r}", says, "rename all but one")
                    )
    return problems


def strays(course: Course) -> list[Problem]:
    """Name folders of answers to exercises that no lesson has."""
    known = {one.name for lesson in course.lessons for one in exercises(load(lesson.notebook))}
    return [
        Problem("names", f"tests/{kind}/{folder.name}", "no lesson has this exercise", "delete it")
        for kind in ("mutants", "alternatives")
        for folder in sorted((course.root / "tests" / kind).glob("*/"))
        if folder.name not in known and not folder.name.startswith("__")
    ]


def names_of(lesson: Lesson) -> list[Problem]:
    """Return the problems with the names of one lesson."""
    return shared_names(Course(lesson.root)).get(lesson.name, [])

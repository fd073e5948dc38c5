"""Hold a lesson to the course's shape: every rule, and which of them it keeps."""

from __future__ import annotations

from collections.abc import Callable

from authoring.check import exercise_rules, lesson_rules
from authoring.check.report import Problem
from authoring.check.subject import Found, Subject
from authoring.lessons import Lesson
from authoring.notebooks import Notebook

RULES: tuple[Callable[[Subject], Found], ...] = (
    lesson_rules.length,
    lesson_rules.first_cell,
    lesson_rules.predictions,
    lesson_rules.minutes,
    lesson_rules.page_for_students,
    lesson_rules.short_code,
    lesson_rules.pictures,
    lesson_rules.number,
    exercise_rules.prompts,
    exercise_rules.hints,
    exercise_rules.answer_cells,
    exercise_rules.test_cells,
    exercise_rules.stray_tests,
    exercise_rules.companions,
    exercise_rules.diagnoses,
    exercise_rules.differences,
)


def style(lesson: Lesson, notebook: Notebook) -> tuple[int, list[Problem]]:
    """Return how many rules a lesson keeps, and where it breaks the others."""
    subject = Subject(lesson, notebook)
    kept, problems = 0, []
    for rule in RULES:
        found = [Problem("style", *one) for one in rule(subject)]
        kept += not found
        problems += found
    return kept, problems

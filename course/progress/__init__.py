"""What a student has passed: written by checks, read by the map, `course progress` and the page.

It is one JSON file in the student's own folder, `.course/progress.json`; nothing leaves the
machine. `record` and `read` keep it, `lessons` reads from the notebooks what there is to pass,
`standings` puts both together.
"""

from __future__ import annotations

from course.progress.file import Entry, progress_file, read, record
from course.progress.lessons import (
    Check,
    Exercise,
    Lesson,
    folder_of_lessons,
    lesson_folders,
    lessons,
    read_lesson,
)
from course.progress.standing import Mark, Standing, next_thing, standings, summary

__all__ = [
    "Check",
    "Entry",
    "Exercise",
    "Lesson",
    "Mark",
    "Standing",
    "folder_of_lessons",
    "lesson_folders",
    "lessons",
    "next_thing",
    "progress_file",
    "read",
    "read_lesson",
    "record",
    "standings",
    "summary",
]

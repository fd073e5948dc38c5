"""`Progress`: the map of the lessons, what you have passed in each, and where to go next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from course.progress import (
    Mark,
    Standing,
    folder_of_lessons,
    lesson_folders,
    next_thing,
    progress_file,
    standings,
    summary,
)
from course.progress.lessons import Check, Exercise, Lesson
from course.widgets import assets, static
from course.widgets.live import Fallback, Frame, LiveWidget

GREEN = "#009E73"
WORDS = {"done": "done", "begun": "begun", "open": "not begun"}


class Progress(LiveWidget):
    """Show what has been passed in the lessons of `folder`: without it, those around the notebook.

    It follows what you do: run a check in any notebook, and the map changes. Where no widget can
    be, it shows what it read last, or with `fallback="example"` a made-up student.
    """

    _esm = assets.script("progress")
    _css = assets.style("progress")

    def __init__(
        self, folder: str | Path | None = None, *, seconds: float = 2.0, fallback: Fallback = "now"
    ) -> None:
        here = Path.cwd()
        self._folder = Path(folder).resolve() if folder else folder_of_lessons(here) or here
        inside = self._folder == here or self._folder in here.parents
        self._here = here.relative_to(self._folder).as_posix() if inside else None
        self._read: tuple[object, list[Standing]] | None = None
        super().__init__(seconds=seconds, fallback=fallback)

    def make_frame(self) -> Frame:
        """Read the notebooks and the progress file anew, if any of them has changed."""
        seen = self._fingerprint()
        before = self._read
        if before is None or before[0] != seen:
            self._read = seen, standings(self._folder)
            if before is not None:
                self._tell_changes(before[1], self._read[1])
        assert self._read is not None
        return frame_of(self._read[1], self._here)

    def example(self) -> Frame:
        """Return the map of a made-up student in the middle of a made-up course."""
        return frame_of(EXAMPLE, None)

    def draw(self, frame: Frame) -> str:
        """Return the map as a picture of bars and a table."""
        return draw(frame)

    def _fingerprint(self) -> object:
        files = [folder / f"{folder.name}.ipynb" for folder in lesson_folders(self._folder)]
        return [(path, *_stamp(path)) for path in [progress_file(self._folder), *files]]

    def _tell_changes(self, old: Sequence[Standing], new: Sequence[Standing]) -> None:
        passed = {one.lesson.name: one.passed for one in old}
        for one in new:
            if one.passed != passed.get(one.lesson.name, 0):
                where = one.lesson.number or one.lesson.title
                self.tell(f"Lesson {where}: {_points(one.passed, one.lesson.points)}.")


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def frame_of(found: Sequence[Standing], here: str | None) -> Frame:
    """Return the frame for these standings; `here` is the notebook's folder within the course."""
    following = next_thing(found)
    far, advice = summary(found)
    return {
        "here": here,
        "far": far,
        "advice": advice,
        "summary": f"{far} {advice}".strip(),
        "lessons": [_lesson(one, following is not None and one is following[0]) for one in found],
    }


def _lesson(one: Standing, here: bool) -> dict[str, Any]:
    state = "done" if one.done else "begun" if one.begun else "open"
    total = one.lesson.points
    return {
        "key": one.lesson.name,
        "heading": one.lesson.heading,
        "path": f"{one.lesson.name}/{one.lesson.name}.ipynb",
        "next": here,
        "state": state,
        "word": WORDS[state],
        "share": one.passed / total if total else 0,
        "says": _points(one.passed, total) if one.marks else "no exercises",
        "exercises": [_exercise(number, mark) for number, mark in enumerate(one.marks)],
    }


def _exercise(number: int, mark: Mark) -> dict[str, Any]:
    state = "done" if mark.done else "begun" if mark.begun else "open"
    return {
        "key": str(number),
        "title": mark.exercise.title,
        "state": state,
        "word": WORDS[state],
        "says": _points(mark.passed, mark.exercise.points),
        "failed": [f"Not yet: {check.title or check.grade_id}" for check in mark.failed],
    }


def _points(passed: float, total: float) -> str:
    return f"{passed:g} of {total:g} points"


def draw(frame: Frame) -> str:
    """Return a frame as an SVG with a bar for each lesson, and a table of all exercises."""
    parts = []
    for number, lesson in enumerate(frame["lessons"]):
        y = number * 26
        line = 'fill="none" stroke="currentColor" stroke-opacity="0.5"'
        parts += [
            static.text(0, y + 16, lesson["key"].replace("_", " "), bold=lesson["next"]),
            f'<rect x="250" y="{y + 5}" width="{180 * lesson["share"]:.1f}" height="14" '
            f'fill="{GREEN}"/>',
            f'<rect x="250" y="{y + 5}" width="180" height="14" {line}/>',
            static.text(440, y + 16, lesson["says"] + (" ← next" if lesson["next"] else "")),
        ]
    drawing = static.picture(620, 26 * len(frame["lessons"]) + 4, frame["summary"], *parts)
    numbers = static.table(
        ("lesson", "exercise", "points", "state"),
        [
            (lesson["heading"], exercise["title"], exercise["says"], exercise["word"])
            for lesson in frame["lessons"]
            for exercise in lesson["exercises"]
        ],
    )
    caption = f"{frame['summary']} This is a picture; run the cell in JupyterLab for the live map."
    return static.figure(drawing, numbers, caption)


def _made_up(name: str, title: str, *passed: tuple[str, float, float]) -> Standing:
    marks = tuple(
        Mark(Exercise(words, (Check("", "", total),)), got, (), got > 0)
        for words, got, total in passed
    )
    lesson = Lesson(name, title, "", tuple(mark.exercise for mark in marks))
    return Standing(lesson, marks, "2031" if any(mark.begun for mark in marks) else "")


EXAMPLE = [
    _made_up("00_toolkit", "Toolkit", ("who am I?", 3, 3), ("leave nobody behind", 5, 5)),
    _made_up("01_processes", "What is a process", ("take a census", 4, 6), ("read a PCB", 0, 6)),
    _made_up("02_scheduling", "Scheduling", ("first come, first served", 0, 5)),
]

"""Where a student stands: what each lesson asks for, put together with what has been passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.progress.file import Entry, read
from course.progress.lessons import Check, Exercise, Lesson, lessons


@dataclass(frozen=True)
class Mark:
    """An exercise, the points passed in it, and the checks that did not pass the last time."""

    exercise: Exercise
    passed: float
    failed: tuple[Check, ...]
    begun: bool

    @property
    def done(self) -> bool:
        """Whether every check has passed."""
        return self.passed == self.exercise.points


@dataclass(frozen=True)
class Standing:
    """A lesson, its marks, and when one of its checks ran last ("" if none did)."""

    lesson: Lesson
    marks: tuple[Mark, ...]
    last: str

    @property
    def passed(self) -> float:
        """The points passed."""
        return sum(mark.passed for mark in self.marks)

    @property
    def begun(self) -> bool:
        """Whether any of its checks has run."""
        return any(mark.begun for mark in self.marks)

    @property
    def done(self) -> bool:
        """Whether every exercise is done; a lesson without exercises never is."""
        return bool(self.marks) and all(mark.done for mark in self.marks)

    @property
    def exercises_done(self) -> int:
        """How many exercises are done."""
        return sum(mark.done for mark in self.marks)


def standings(folder: Path, notebooks: Path | None = None) -> list[Standing]:
    """Return the standing of every lesson.

    Args:
        folder: the student's folder, with the progress file.
        notebooks: where the lessons are, if not in that folder.
    """
    book = read(folder)
    return [stand(lesson, book.get(lesson.name, {})) for lesson in lessons(notebooks or folder)]


def stand(lesson: Lesson, entries: Mapping[str, Entry]) -> Standing:
    """Put a lesson together with its entries, by title or, where it has none, by cell."""
    cells = {entry.cell: entry for entry in entries.values() if entry.cell}
    marks, times = [], [""]
    for exercise in lesson.exercises:
        found = [
            (check, entries.get(check.title) or cells.get(check.grade_id))
            for check in exercise.checks
        ]
        passed = sum(check.points for check, entry in found if entry and entry.passed)
        failed = tuple(check for check, entry in found if entry and not entry.passed)
        times += [entry.when for _, entry in found if entry]
        marks.append(Mark(exercise, passed, failed, any(entry for _, entry in found)))
    return Standing(lesson, tuple(marks), max(times))


def next_thing(all_of_them: Sequence[Standing]) -> tuple[Standing, Mark] | None:
    """Return where to go on: the lesson worked on last, else the first after it that is not done.

    None when everything is done, or there is nothing to do.
    """
    open_ones = [one for one in all_of_them if one.marks and not one.done]
    if not open_ones:
        return None
    latest = max(all_of_them, key=lambda one: one.last)
    if not latest.last:
        chosen = open_ones[0]
    else:
        place = all_of_them.index(latest)
        later = [one for one in all_of_them[place:] if one in open_ones]
        chosen = (later or open_ones)[0]
    return chosen, next(mark for mark in chosen.marks if not mark.done)


def summary(all_of_them: Sequence[Standing]) -> tuple[str, str]:
    """Return two sentences: what has been passed, and what to do next."""
    passed = sum(one.passed for one in all_of_them)
    total = sum(one.lesson.points for one in all_of_them)
    done = sum(one.done for one in all_of_them)
    count = sum(bool(one.marks) for one in all_of_them)
    if not total:
        return "There are no exercises here.", ""
    far = f"{passed:g} of {total:g} points passed, {done} of {count} lessons done."
    following = next_thing(all_of_them)
    return far, "All is done. Well done!" if following is None else advice(*following)


def advice(standing: Standing, mark: Mark) -> str:
    """Say what to do next, in a sentence."""
    where = f"in lesson {standing.lesson.number or standing.lesson.title}"
    title = f"“{mark.exercise.title}”"
    if mark.failed:
        return f"Go on with {title} {where}: “{mark.failed[0].title}” does not pass yet."
    return f"{'Go on with' if mark.begun else 'Begin'} {title} {where}."

"""Begin a lesson with one that already keeps every rule, for its author to rewrite step by step."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from authoring.check.lesson_rules import EXERCISES
from authoring.lessons import Course, Lesson
from authoring.new_exercise import (
    EXERCISE_NAME,
    SKELETON,
    Added,
    CannotAdd,
    check_free,
    companions,
    exercise_cells,
    fill,
    insert,
    store,
    words_for,
)
from authoring.notebooks import canonical
from authoring.reading_time import minutes, row, tell_minutes
from authoring.text import from_text

NAME = re.compile(r"(?P<number>\d\d)_(?P<topic>.+)\Z")
#: The rooms that have a module for a lesson.
ROOMS = ("course/workers", "course/drivers", "course/checks/mistakes")


def add_lesson(
    course: Course, name: str, title: str = "", names: list[str] | None = None, *, run: bool = True
) -> Added:
    """Add a lesson with everything that belongs to it: all of it, or nothing.

    `names` are the ids of its exercises; the topic and a number, if none are given.

    Raises:
        CannotAdd: if a name is taken or cannot be used, or a cell of the skeleton fails.
    """
    lesson = plan(course, name)
    topic = lesson.name.partition("_")[2]
    names = names or [f"{topic}_{number}" for number in range(1, EXERCISES[0] + 1)]
    check_names(course, lesson, names)
    words = words_for(lesson, names[0]) | {"name": lesson.name, "minutes": "10"}
    words |= {"title": title} if title else {}
    notebook = from_text(fill(SKELETON / "lesson.txt", words))
    for one in names:
        insert(notebook, exercise_cells(lesson, one))
    tell_minutes(notebook)
    beside = {
        path: fill(SKELETON / skeleton, words)
        for path, skeleton in (
            (lesson.root / "course" / "workers" / f"{topic}.py", "worker.txt"),
            (lesson.root / "tests" / "unit" / f"test_{topic}_lesson.py", "unit_test.txt"),
        )
    }
    beside |= companions(lesson, names)
    beside[lesson.root / "examples" / lesson.name / "manifest.toml"] = samples(words, names)
    page = lesson.root / "docs" / "student.md"
    if page.exists():
        line = row(words["number"], words["title"], minutes(notebook))
        beside[page] = with_row(page.read_text(encoding="utf-8"), line)
    return store(lesson, canonical(notebook), beside, run=run, may_fail=False)


def plan(course: Course, name: str) -> Lesson:
    """Return the lesson that is to be made.

    Raises:
        CannotAdd: if its number is not the next one, or its topic no free name of a module.
    """
    following = int(course.lessons[-1].name[:2]) + 1 if course.lessons else 0
    parts = NAME.match(name)
    if not parts:
        raise CannotAdd(f"{name!r}: name the folder, as in `{following:02d}_signals`")
    number, topic = int(parts["number"]), parts["topic"]
    if not EXERCISE_NAME.match(topic) or keyword.iskeyword(topic):
        raise CannotAdd(
            f"{topic!r} is to name modules: use small letters, digits and _, and no word of "
            f"Python's own, as in `{following:02d}_signals`"
        )
    if number != following:
        taken = [one.name for one in course.lessons if int(one.name[:2]) == number]
        says = f"{taken[0]} has that number already" if taken else "that would leave a gap"
        raise CannotAdd(f"{name}: {says}; the next lesson is `{following:02d}_{topic}`")
    lesson = Lesson(name, course.root)
    refuse_what_exists(course, lesson, topic)
    return lesson


def refuse_what_exists(course: Course, lesson: Lesson, topic: str) -> None:
    """Refuse a topic that names a module already, and a lesson of which a part is there."""
    for other in course.lessons:
        if other.name.partition("_")[2] == topic:
            raise CannotAdd(f"{other.name} has the topic {topic!r} already: choose another one")
    parts = [lesson.folder, lesson.released.parent, course.root / "examples" / lesson.name]
    if half := [part for part in parts if part.exists()]:
        raise CannotAdd(f"{listed(course, half)}: of a lesson half made? Move it out of the way")
    modules = [course.root / room / f"{topic}.py" for room in ROOMS]
    modules.append(course.root / "tests" / "unit" / f"test_{topic}_lesson.py")
    if taken := [module for module in modules if module.exists()]:
        raise CannotAdd(f"{listed(course, taken)}: choose another topic, or move it out of the way")


def listed(course: Course, paths: list[Path]) -> str:
    """Say that paths exist."""
    names = ", ".join(path.relative_to(course.root).as_posix() for path in paths)
    return f"{names} {'exist' if len(paths) > 1 else 'exists'} already"


def check_names(course: Course, lesson: Lesson, names: list[str]) -> None:
    """Refuse too few exercises, too many, and ids that are not free."""
    least, most = EXERCISES
    if not least <= len(names) <= most:
        raise CannotAdd(f"a lesson has {least} to {most} exercises, not {len(names)}: name others")
    for name in names:
        check_free(course, lesson, name)
        if names.count(name) > 1:
            raise CannotAdd(f"{name!r} is named twice: ids are unique in the course")


def samples(words: dict[str, str], names: list[str]) -> str:
    """Return the manifest of what a demonstration's class hands in."""

    def all_are(answer: str) -> str:
        return ", ".join(f'{name} = "{answer}"' for name in names)

    points = 2 * len(names)
    numbers = {"full": str(points), "less": str(points - 1)}
    answers = {"others": all_are("alternative:subclass"), "starters": all_are("starter")}
    return fill(SKELETON / "manifest.txt", words | numbers | answers)


def with_row(page: str, line: str) -> str:
    """Return the page for students with a line more in its table of lessons."""
    rows = list(re.finditer(r"^\| \d+ · .*\|\n", page, re.MULTILINE))
    if not rows:
        raise CannotAdd("docs/student.md has no table of lessons: give it one and try again")
    place = rows[-1].end()
    return page[:place] + line + "\n" + page[place:]

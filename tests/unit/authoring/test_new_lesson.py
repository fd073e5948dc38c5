"""A new lesson is complete, or it is not there at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring import new_exercise
from authoring.check.style import style
from authoring.execute import Failure
from authoring.lessons import Course
from authoring.new_exercise import CannotAdd, add_exercise
from authoring.new_lesson import add_lesson
from authoring.notebooks import canonical, dumps, load, write
from authoring.reading_time import minutes, said
from authoring.text import from_text
from course.modules import ModuleNameError

PAGE = "# For students\n\n| Lesson | Minutes |\n|---|---|\n| 0 · Toolkit | 10 |\n\nMore.\n"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Stand in a course of one lesson, with a page for students."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "student.md").write_text(PAGE, encoding="utf-8")

    first = tmp_path / "source" / "00_toolkit"
    first.mkdir(parents=True)
    write(canonical(from_text("# %% [markdown]\n# # Toolkit\n")), first / "00_toolkit.ipynb")
    return Course(tmp_path)


def tree(course: Course) -> dict[str, bytes]:
    """Return every file of the course."""
    found = (path for path in sorted(course.root.rglob("*")))
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in found}


def test_a_new_lesson_keeps_every_rule(course: Course) -> None:
    added = add_lesson(course, "01_signals", "Sending signals", ["catch", "send", "end"], run=False)
    lesson = Course(course.root).find("1")
    notebook = load(lesson.notebook)
    assert dumps(canonical(notebook)) == lesson.notebook.read_text(encoding="utf-8")
    _, problems = style(lesson, notebook)
    # The sentences of its own mistakes are in this course's catalogue, not in the one we run from.
    assert [one for one in problems if "-read-too-early" not in one.says] == []
    assert notebook.cells[0].source.startswith("# 1 · Sending signals\n")
    assert all(path.exists() for path in added.files)
    names = {path.relative_to(course.root).as_posix() for path in added.files}
    assert names >= {
        "course/workers/signals.py",
        "course/checks/mistakes/signals.py",
        "examples/01_signals/manifest.toml",
        "release/01_signals/01_signals.ipynb",
        "tests/unit/test_signals_lesson.py",
    }


def test_it_mirrors_its_outcomes_in_the_recap(course: Course) -> None:
    add_lesson(course, "01_signals", run=False)
    opening, *_, recap = load(Course(course.root).find("1").notebook).cells
    assert opening.source.count("\n- ") == recap.source.count("\n- ") == 3


def test_opening_and_page_for_students_name_its_minutes(course: Course) -> None:
    add_lesson(course, "01_signals", "Signals", run=False)
    lesson = Course(course.root).find("1")
    needed = minutes(load(lesson.notebook))
    assert said(load(lesson.notebook)) == needed
    page = course.root / "docs" / "student.md"
    assert f"| 0 · Toolkit | 10 |\n| 1 · Signals | {needed} |\n" in page.read_text(encoding="utf-8")
    page.write_text(PAGE, encoding="utf-8")
    (one,) = [one for one in style(lesson, load(lesson.notebook))[1] if "docs" in one.where]
    assert f"write `| 1 · TITLE | {needed} |`" in one.do


def test_an_exercise_more_brings_the_minutes_up_to_date(course: Course) -> None:
    add_lesson(course, "01_signals", run=False)
    lesson = Course(course.root).find("1")
    before = said(load(lesson.notebook))
    add_exercise(course, lesson, "fourth", run=False)
    add_exercise(course, lesson, "fifth", run=False)
    notebook = load(lesson.notebook)
    assert before != said(notebook) == minutes(notebook)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("signals", "name the folder, as in `01_signals`"),
        ("00_signals", "00_toolkit has that number already; the next lesson is `01_signals`"),
        ("03_signals", "that would leave a gap; the next lesson is `01_signals`"),
        ("01_two-signals", "use small letters"),
        ("01_Signals", "use small letters"),
        ("01_import", "no word of Python's own"),
        ("01_toolkit", "00_toolkit has the topic 'toolkit' already"),
    ],
)
def test_a_name_that_will_not_do_is_refused(course: Course, name: str, why: str) -> None:
    before = tree(course)
    with pytest.raises(CannotAdd, match=why):
        add_lesson(course, name, run=False)
    assert tree(course) == before


@pytest.mark.parametrize(
    ("ids", "why"),
    [
        (["one", "two"], "3 to 6 exercises, not 2"),
        (["one", "two", "one"], "'one' is named twice"),
        (["one", "two", "signal"], "would hide a module"),
        (["one", "two", "Three"], "small letters"),
    ],
)
def test_ids_that_will_not_do_are_refused(course: Course, ids: list[str], why: str) -> None:
    before = tree(course)
    with pytest.raises((CannotAdd, ModuleNameError), match=why):
        add_lesson(course, "01_signals", names=ids, run=False)
    assert tree(course) == before


@pytest.mark.parametrize(
    "path",
    [
        "course/workers/signals.py",
        "course/drivers/signals.py",
        "course/checks/mistakes/signals.py",
        "tests/unit/test_signals_lesson.py",
        "source/01_signals/data.csv",
        "release/01_signals/01_signals.ipynb",
        "examples/01_signals/manifest.toml",
        "tests/mutants/signals_2/one.py",
    ],
)
def test_what_is_there_already_is_kept(course: Course, path: str) -> None:
    (course.root / path).parent.mkdir(parents=True, exist_ok=True)
    (course.root / path).write_text("mine\n", encoding="utf-8")
    before = tree(course)
    with pytest.raises(CannotAdd, match=r"exists? already"):
        add_lesson(course, "01_signals", run=False)
    assert tree(course) == before


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_whatever_stops_it_late_nothing_is_written(
    course: Course, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def stop(lesson: object) -> None:
        raise error

    monkeypatch.setattr(new_exercise, "write_release", stop)
    before = tree(course)
    with pytest.raises(error):
        add_lesson(course, "01_signals", run=False)
    assert tree(course) == before


def test_a_skeleton_whose_cells_fail_is_not_written(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = [Failure("child", "ImportError: no", "import no")]
    monkeypatch.setattr(new_exercise, "execute", lambda notebook, _: (notebook, failed))
    before = tree(course)
    with pytest.raises(CannotAdd, match=r"'child': ImportError: no\. Nothing was written"):
        add_lesson(course, "01_signals")
    assert tree(course) == before


def test_an_exercise_that_is_stopped_late_leaves_its_lesson_as_it_was(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_lesson(course, "01_signals", run=False)

    def stop(lesson: object) -> None:
        raise OSError

    monkeypatch.setattr(new_exercise, "write_release", stop)
    before = tree(course)
    with pytest.raises(OSError):  # noqa: PT011
        add_exercise(course, Course(course.root).find("1"), "fourth", run=False)
    assert tree(course) == before

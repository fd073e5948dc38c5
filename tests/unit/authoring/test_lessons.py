"""Finding lessons by what people type, and adding exercises to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring import new_exercise
from authoring.anatomy import exercises
from authoring.check.names import strays
from authoring.check.style import RULES, style
from authoring.lessons import Course, UnknownLesson, find_course
from authoring.new_exercise import CannotAdd, add_exercise
from authoring.notebooks import canonical, dumps, load, write
from authoring.text import from_text
from course.modules import ModuleNameError


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course of two lessons."""
    (tmp_path / "pyproject.toml").touch()
    for name in ("00_toolkit", "01_what_is_a_process"):
        text = "# %% [markdown]\n# # Title\n\n# %%\n# %load_ext course\n"
        text += "\n# %% [markdown]\n# ## Recap\n"
        write(canonical(from_text(text)), tmp_path / "source" / name / f"{name}.ipynb")
    return Course(tmp_path)


@pytest.mark.parametrize(
    "typed",
    [
        "01_what_is_a_process",
        "1",
        "01",
        "source/01_what_is_a_process",
        "01_what_is_a_process.ipynb",
    ],
)
def test_a_lesson_is_found_by_folder_number_or_path(course: Course, typed: str) -> None:
    assert course.find(typed).name == "01_what_is_a_process"


def test_an_unknown_lesson_is_answered_with_the_known_ones(course: Course) -> None:
    with pytest.raises(UnknownLesson, match="00_toolkit, 01_what_is_a_process"):
        course.find("7")


def test_a_new_lesson_needs_a_folders_name(course: Course) -> None:
    assert course.find_or_plan("12_signals").name == "12_signals"
    with pytest.raises(UnknownLesson):
        course.find_or_plan("Signals")


def test_no_name_means_all_lessons(course: Course) -> None:
    assert [one.name for one in course.choose([])] == ["00_toolkit", "01_what_is_a_process"]


def test_the_course_is_found_from_a_folder_inside(course: Course) -> None:
    assert find_course(course.root / "source" / "00_toolkit").root == course.root.resolve()


def test_a_new_exercise_comes_before_the_recap(course: Course) -> None:
    lesson = course.find("0")
    add_exercise(course, lesson, "reap", run=False)
    ids = [cell.id for cell in load(lesson.notebook).cells]
    assert ids == [
        "title",
        "load-ext-course",
        "reap-prompt",
        "reap",
        "test-reap-returns-the-exit-codes-in-order",
        "test-reap-starts-one-process-for-each-code",
        "recap",
    ]


def test_a_new_exercise_is_complete(course: Course) -> None:
    lesson = course.find("0")
    add_exercise(course, lesson, "two_pids", run=False)
    notebook = load(lesson.notebook)
    assert dumps(canonical(notebook)) == lesson.notebook.read_text(encoding="utf-8")
    _, problems = style(lesson, notebook)
    # The sentence of its own mistake is in this course's catalogue, not in the one we run from.
    left = [one for one in problems if "two-pids-read-too-early" not in one.says]
    assert {one.where for one in left} <= {"the notebook"}, left
    assert len(RULES) > 10
    catalogue = (course.root / "course/checks/mistakes/toolkit.py").read_text(encoding="utf-8")
    compile(catalogue, "toolkit.py", "exec")
    assert '"two-pids-read-too-early": Mistake(' in catalogue
    assert "raise NotImplementedError()" in lesson.released.read_text(encoding="utf-8")
    assert strays(course) == []


def test_a_second_exercise_joins_the_first(course: Course) -> None:
    lesson = course.find("0")
    add_exercise(course, lesson, "first", run=False)
    add_exercise(course, lesson, "second", run=False)
    assert [one.name for one in exercises(load(lesson.notebook))] == ["first", "second"]
    catalogue = (course.root / "course/checks/mistakes/toolkit.py").read_text(encoding="utf-8")
    compile(catalogue, "toolkit.py", "exec")
    assert catalogue.index("first-read") < catalogue.index("second-read")


def test_a_taken_id_is_refused(course: Course) -> None:
    add_exercise(course, course.find("0"), "reap", run=False)
    with pytest.raises(CannotAdd, match="00_toolkit has 'reap' already"):
        add_exercise(course, course.find("1"), "reap", run=False)


@pytest.mark.parametrize("name", ["Reap", "two-pids", "1st", ""])
def test_an_id_that_cannot_name_a_function_is_refused(course: Course, name: str) -> None:
    with pytest.raises(CannotAdd, match="small letters"):
        add_exercise(course, course.find("0"), name, run=False)


def test_an_id_that_would_hide_a_module_is_refused(course: Course) -> None:
    with pytest.raises(ModuleNameError, match="hide"):
        add_exercise(course, course.find("0"), "signal", run=False)


def test_nothing_is_written_when_the_mistakes_cannot_be_described(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = course.root / "course" / "checks" / "mistakes" / "toolkit.py"
    path.parent.mkdir(parents=True)
    path.write_text("MISTAKES = make()\n", encoding="utf-8")
    before = course.find("0").notebook.read_bytes()
    with pytest.raises(CannotAdd, match="does not end with"):
        new_exercise.add_exercise(course, course.find("0"), "reap", run=False)
    assert course.find("0").notebook.read_bytes() == before
    assert not (course.root / "tests").exists()


def test_answers_to_no_exercise_are_strays(course: Course) -> None:
    (course.root / "tests" / "mutants" / "forgotten").mkdir(parents=True)
    assert [one.where for one in strays(course)] == ["tests/mutants/forgotten"]

"""`course check --watch`: what changes is checked again, once for each save."""

from __future__ import annotations

import itertools
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from authoring.check.leftovers import Mark
from authoring.lessons import Course
from authoring.notebooks import write
from authoring.text import from_text
from authoring.watch import Look, changes, look, modules, touched, watch
from course_cli.watching import COMMAND
from tests.notebooks import sample

A, B = Path("a"), Path("b")


def looks(*seen: Look) -> Iterator[Look]:
    """Return what one look after the other sees; the last stays."""
    return itertools.chain(seen, itertools.repeat(seen[-1]))


def news(seen: Iterator[Look], quiet: float = 2) -> Iterator[set[Path]]:
    """Return the changes in a series of looks, one a second, that cost no time."""
    return changes(lambda: next(seen), lambda _: None, interval=1, quiet=quiet)


def test_several_writes_of_one_save_are_one_change() -> None:
    told = news(looks({A: (1, 1)}, {A: (2, 0)}, {}, {A: (3, 5)}, {A: (3, 5), B: (1, 1)}))
    assert next(told) == {A, B}


def test_a_file_is_told_of_when_it_has_come_to_rest_and_not_before() -> None:
    seen = looks({}, {A: (1, 1)}, {A: (1, 1)}, {A: (2, 2)}, {A: (2, 2)}, {A: (2, 2)}, {B: (9, 9)})
    assert next(news(seen)) == {A}
    assert next(seen) == {B: (9, 9)}, "it looked on although all was quiet"


def test_what_changes_while_somebody_checks_is_told_afterwards() -> None:
    now: Look = {A: (1, 1)}
    told = changes(lambda: dict(now), lambda _: None, interval=1, quiet=1)
    now[B] = (1, 1)  # during the first check, before anybody asked
    assert next(told) == {B}
    now[A] = (2, 1)  # during the check
    assert next(told) == {A}


def test_a_file_that_was_deleted_has_changed() -> None:
    assert next(news(looks({A: (1, 1), B: (1, 1)}, {A: (1, 1)}))) == {B}


# -- which lessons ---------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Stand in a course of two lessons."""
    sample.build(tmp_path)
    other = Course(tmp_path).find_or_plan("91_other")
    text = "# %% [markdown]\n# # Other\n\n# %%\nfrom course.drivers import patience\n"
    write(from_text(text), other.notebook)
    drivers = tmp_path / "course" / "drivers"
    drivers.mkdir(parents=True)
    (drivers / "patience.py").write_text("from course.workers.slow import nap\n", encoding="utf-8")
    return Course(tmp_path)


@pytest.mark.parametrize(
    ("path", "lesson"),
    [
        ("source/90_sample/90_sample.ipynb", "90_sample"),
        ("source/91_other/data.csv", "91_other"),
        ("release/90_sample/90_sample.ipynb", "90_sample"),
        ("tests/mutants/codes/new.py", "90_sample"),
        ("tests/alternatives/codes/one.py", "90_sample"),
        ("course/checks/mistakes/sample.py", "90_sample"),
        ("course/workers/other.py", "91_other"),
        ("course/drivers/patience.py", "91_other"),
        ("course/workers/slow.py", "91_other"),
    ],
)
def test_a_file_belongs_to_its_lesson_alone(course: Course, path: str, lesson: str) -> None:
    assert [one.name for one in touched(course.lessons, {course.root / path})] == [lesson]


def test_a_lesson_that_cannot_be_read_still_has_its_files(course: Course) -> None:
    lesson = course.find("90")
    lesson.notebook.write_text('{"cells": [', encoding="utf-8")
    assert touched(course.lessons, {lesson.notebook}) == [lesson]


def test_drafts_checkpoints_and_saved_modules_are_not_looked_at(course: Course) -> None:
    before = look(course.root)
    folder = course.find("90").folder
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "90_sample-checkpoint.ipynb").touch()
    (folder / ".~90_sample.ipynb").touch()
    (folder / "codes.py").write_text("# %%module codes\n", encoding="utf-8")
    assert look(course.root) == before
    (folder / "data.csv").touch()
    assert set(look(course.root)) - set(before) == {folder / "data.csv"}


def test_named_lessons_come_at_once_and_others_never(course: Course) -> None:
    paths = {course.find(name).notebook for name in ("90", "91")}
    seen = [one.name for one in watch(course, ["91"], iter([paths]))]
    assert seen == ["91_other", "91_other"]
    assert [one.name for one in watch(course, [], iter([paths]))] == ["90_sample", "91_other"]


def test_a_lesson_begun_meanwhile_is_watched_too(course: Course) -> None:
    def begin() -> Iterator[set[Path]]:
        new = course.find_or_plan("92_new")
        write(from_text("# %% [markdown]\n# # New\n"), new.notebook)
        yield {new.notebook}

    assert [one.name for one in watch(course, [], begin())] == ["92_new"]


def test_every_lesson_of_ours_uses_the_modules_of_its_topic() -> None:
    ours = Course(Path(__file__).resolve().parents[3])
    for lesson in ours.lessons:
        topic = lesson.name.partition("_")[2]
        assert ours.root / "course" / "workers" / f"{topic}.py" in modules(lesson)


# -- the command, on real files --------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no Ctrl-C to send to one process there")
def test_a_saved_file_is_checked_again_and_ctrl_c_leaves_nobody(tmp_path: Path) -> None:
    lesson = sample.build(tmp_path / "course")
    (tmp_path / "tmp").mkdir()
    mark = Mark(str(tmp_path / "tmp"))
    root = Path(__file__).resolve().parents[3]
    watching = subprocess.Popen(
        [sys.executable, "-uc", COMMAND, "check", "--watch", "90"],
        cwd=lesson.root,
        env={**os.environ, **mark.environment, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    lines = queue.Queue[str]()
    reader = threading.Thread(target=lambda: [*map(lines.put, watching.stdout or ())])
    reader.start()
    try:
        until(lines, "mutants caught 1/1")
        until(lines, "Save a file")
        sample.add(lesson, "mutants", sample.MUTANT.replace("no-process", "no-such-mistake"))
        until(lines, "no mistake is called 'no-such-mistake'")
        until(lines, "Save a file")
        sample.add(lesson, "mutants", sample.MUTANT)
        until(lines, "checks …")
        deadline = time.monotonic() + 60
        while len(mark.bearers()) < 3:  # the command, the check, somebody whom the check started
            assert time.monotonic() < deadline, "no check has begun"
            time.sleep(0.02)
        watching.send_signal(signal.SIGINT)
        until(lines, "Ended.")
        assert watching.wait(60) == 0
        assert mark.bearers() == []
    finally:
        mark.end()
        watching.wait(60)
        reader.join(60)


def until(lines: queue.Queue[str], text: str, seconds: float = 120) -> None:
    """Read on to a line that holds `text`."""
    deadline = time.monotonic() + seconds
    said = []
    while not said or text not in said[-1]:
        try:
            said.append(lines.get(timeout=max(0.0, deadline - time.monotonic())))
        except queue.Empty:
            raise AssertionError(f"it never said {text!r}, but {said}") from None

"""A lesson of one exercise, in a course of its own, for tests that doctor it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from authoring.check import Problem, Report, check_lesson
from authoring.execute import execute
from authoring.lessons import Course, Lesson
from authoring.notebooks import canonical, write
from authoring.release import write_release
from authoring.text import from_text

NAME = "90_sample"
LESSON = """\
# %% [markdown]
# # Sample

# %%
# %load_ext course
from multiprocessing import get_context

# %% id="demonstration"
child = get_context("spawn").Process(target=print, args=("from a child",))
child.start()
child.join()
child.exitcode

# %% id="address"
object()

# %% [markdown] id="prompt"
# ### Exercise: Exit codes (2 points)

# %% answer="codes"
# %%module codes
import sys
from multiprocessing import Process


def codes(wanted):
    \"\"\"Start a child for each code, which exits with it; return their exit codes.\"\"\"
    ### BEGIN SOLUTION
    children = [Process(target=sys.exit, args=(code,)) for code in wanted]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return [child.exitcode for child in children]
    ### END SOLUTION

# %% test="test-codes-returns-them-in-order" points=1
from course.checks import check, student

with check("codes returns them in order"):
    student("codes").call("codes", [3, 0]).expect_value([3, 0])
    ### BEGIN HIDDEN TESTS
    student("codes").call("codes", [1, 2]).expect_value([1, 2])
    ### END HIDDEN TESTS

# %% test="test-codes-starts-one-process-each" points=1
from course.checks import check, student

with check("codes starts one process each"):
    student("codes").call("codes", [4, 5]).expect_processes(2)
"""
MUTANT = "# diagnosis: no-process\ndef codes(wanted):\n    return list(wanted)\n"
ALTERNATIVE = """\
import subprocess
import sys


def codes(wanted):
    return [subprocess.call([sys.executable, "-c", f"raise SystemExit({n})"]) for n in wanted]
"""


def build(root: Path, text: str = LESSON, *, run: bool = False) -> Lesson:
    """Write a course with the sample in it, released; `run` stores the outputs too."""
    (root / "source").mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").touch()
    lesson = Course(root).find_or_plan(NAME)
    notebook = canonical(from_text(text))
    if run:
        executed, failures = execute(notebook)
        assert not failures
        notebook = canonical(executed)
    write(notebook, lesson.notebook)
    add(lesson, "mutants", MUTANT)
    add(lesson, "alternatives", ALTERNATIVE)
    write_release(lesson)
    return lesson


def add(lesson: Lesson, kind: str, text: str, name: str = "one.py") -> Path:
    """Add a mutant or an alternative."""
    path = lesson.root / "tests" / kind / "codes" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def doctored(root: Path, change: Callable[[str], str]) -> Report:
    """Return the quick report on a sample whose text was changed."""
    text = change(LESSON)
    assert text != LESSON, "the change changes nothing"
    return check_lesson(build(root, text), quick=True)


def about(report: Report, check: str) -> list[Problem]:
    """Return the problems that one check found."""
    return [problem for problem in report.problems if problem.check == check]

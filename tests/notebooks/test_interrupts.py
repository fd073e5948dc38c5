"""No cell leaves a process behind: run, interrupted at work, or ended with its kernel."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import v4

from authoring import interrupts
from authoring.interrupts import interrupt_each_cell
from authoring.lessons import Course, Lesson
from authoring.notebooks import load

COURSE = Course(Path(__file__).resolve().parents[2])

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.name)
def test_an_interrupted_lesson_leaves_nothing_behind(lesson: Lesson) -> None:
    found = interrupt_each_cell(load(lesson.notebook), lesson.folder)
    assert found.interrupted > 0
    assert found.left == {}
    assert found.left_after_restart == []


IMPORTS = """import subprocess, sys
def sleeper(session): return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"],
    start_new_session=session, stdout=subprocess.PIPE)"""


def test_what_a_cell_leaves_is_found_interrupted_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupts, "SETTLING_SECONDS", 5.0)
    cells = [
        v4.new_code_cell(IMPORTS, id="imports"),
        # In a session of its own, the child does not hear of the interrupt.
        v4.new_code_cell("child = sleeper(True); child.stdout.read()", id="interrupted"),
        v4.new_code_cell("with sleeper(False) as child: child.kill()", id="tidy"),
    ]
    with pytest.raises(TimeoutError, match=r"child\.stdout"):
        interrupt_each_cell(v4.new_notebook(cells=cells), tmp_path, cell_seconds=5)
    cells[1] = v4.new_code_cell("child = sleeper(True); child.stdout.readable()", id="run")
    found = interrupt_each_cell(v4.new_notebook(cells=cells), tmp_path)
    assert any(name.startswith("run, ") for name in found.left)
    assert not any(name.startswith("tidy") for name in found.left)
    # Where the reader is to see the children, the next cell has to end them.
    cells[1].metadata["tags"] = ["outlived"]
    found = interrupt_each_cell(v4.new_notebook(cells=cells), tmp_path)
    assert set(found.left) == {"tidy, interrupted", "tidy, run"} & set(found.left) != set()

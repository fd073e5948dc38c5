"""No cell leaves a process behind: run, interrupted at work, or ended with its kernel."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

import pytest
from nbformat import v4

from authoring import interrupts
from authoring.interrupts import Impatience, interrupt_each_cell
from authoring.lessons import Course
from authoring.notebooks import load

COURSE = Course(Path(__file__).resolve().parents[2])

AT_ONCE = 3

pytestmark = pytest.mark.slow


def sweep(name: str) -> Impatience:
    lesson = COURSE.find(name)
    return interrupt_each_cell(load(lesson.notebook), lesson.folder)


@pytest.fixture(scope="module")
def sweeps(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[Impatience]]]:
    """Begin the sweeps of all lessons asked for: each waits most of the time, so several at once.

    Each in a process of its own, whose mark only its own children carry.
    """
    asked = [
        item.callspec.params["name"]
        for item in request.session.items
        if item.path == request.path and hasattr(item, "callspec")
    ]
    pool = ProcessPoolExecutor(AT_ONCE, multiprocessing.get_context("spawn"))
    try:
        yield {name: pool.submit(sweep, name) for name in asked}
    finally:
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", [lesson.name for lesson in COURSE.lessons])
def test_an_interrupted_lesson_leaves_nothing_behind(
    name: str, sweeps: dict[str, Future[Impatience]]
) -> None:
    found = sweeps[name].result()
    assert found.interrupted > 0
    assert found.left == {}
    assert found.left_after_restart == []


IMPORTS = """import subprocess, sys
def sleeper(session): return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"],
    start_new_session=session, stdout=subprocess.PIPE)"""


def test_what_a_cell_leaves_is_found_interrupted_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupts, "SETTLING_SECONDS", 2.0)
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

"""Which checks are written down: those that a person runs in a page, and no others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

from course.checks import check, session
from course.checks.keeping import KeepingBackend, lesson_of, running_cell
from course.progress import progress_file, read
from tests.unit.progress.notebooks import write_course

PASSING = "from course.checks import check\nwith check('picks one'):\n    pass"
FAILING = PASSING.replace("pass", "raise ZeroDivisionError")

Run = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path)


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    """Run code in a kernel that works in the lesson's folder, as a page or as a program does."""
    manager, client = start_new_kernel(cwd=str(folder / "00_a"))

    def execute(code: str, cell: str = "") -> str:
        content = {"code": code, "silent": False, "store_history": True, "stop_on_error": False}
        message = client.session.msg("execute_request", content)
        message["metadata"] = {"cellId": cell} if cell else {}
        client.shell_channel.send(message)
        printed = ""
        while True:
            heard = client.get_iopub_msg(timeout=60)
            if heard["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if heard["msg_type"] == "stream":
                printed += heard["content"]["text"]
            if heard["msg_type"] == "status" and heard["content"]["execution_state"] == "idle":
                return printed

    try:
        yield execute
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_what_a_person_runs_is_written_down_and_what_a_program_runs_is_not(
    folder: Path, run: Run
) -> None:
    assert run(PASSING) == ""  # as nbclient and nbval ask
    assert not progress_file(folder).exists()

    assert run(FAILING, cell="test-pick-one") == ""
    entry = read(folder)["00_a"]["picks one"]
    assert (entry.passed, entry.cell) == (False, "test-pick-one")
    run("import os; os.chdir('..')")
    run(PASSING, cell="test-pick-one")
    assert read(folder)["00_a"]["picks one"].passed

    progress_file(folder).write_text("{")
    said = run(PASSING, cell="test-pick-one")
    assert said.startswith("Your progress file was damaged")
    assert read(folder)["00_a"]["picks one"].passed


@pytest.mark.slow
def test_a_notebook_that_nbclient_runs_leaves_no_record(folder: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(folder / "00_a" / "00_a.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "%%module" not in cell.source]
    resources = {"metadata": {"path": str(folder / "00_a")}}
    done = NotebookClient(notebook, timeout=60, resources=resources).execute()
    cards = [out for cell in done.cells for out in cell.get("outputs", [])]
    assert len(cards) == 3, "the checks did run"
    assert not (folder / ".course").exists()


def test_the_judge_and_course_check_keep_nothing(folder: Path) -> None:
    with session.use(session.Backend(folder / "00_a")), check("picks one"):
        pass
    assert not (folder / ".course").exists()


def test_the_judge_is_no_keeper() -> None:
    from grading.session import JudgeBackend

    assert not issubclass(JudgeBackend, KeepingBackend)


def test_outside_a_page_no_cell_runs() -> None:
    assert running_cell() == ""


@pytest.mark.parametrize(
    ("place", "lesson"),
    [
        ("00_a", "00_a"),
        ("00_a/tries", "00_a"),
        (".", None),
        ("source/00_a", None),
        ("autograded/ada/00_a", None),
        ("submitted/ada/00_a", None),
    ],
)
def test_a_students_lesson_is_known_by_its_notebook(
    folder: Path, place: str, lesson: str | None
) -> None:
    for kind in ("source", "autograded/ada", "submitted/ada"):
        write_course(folder / kind)
    (folder / place).mkdir(parents=True, exist_ok=True)
    found = lesson_of(folder / place)
    assert (found and found.name) == lesson


def test_a_renamed_notebook_still_counts_where_the_lab_has_been(folder: Path) -> None:
    os.rename(folder / "00_a" / "00_a.ipynb", folder / "00_a" / "mine.ipynb")
    assert lesson_of(folder / "00_a") is None
    (folder / ".course").mkdir()
    assert lesson_of(folder / "00_a") == folder / "00_a"


def test_a_trouble_is_told_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("course.checks.keeping.running_cell", lambda: "a-cell")
    (folder / ".course").write_text("a file where a folder should be")
    backend = KeepingBackend(folder / "00_a")
    for _ in range(2):
        backend.note("picks one", True)
    assert capsys.readouterr().out.count("could not be saved") == 1
    assert backend.passed == {"picks one": True}

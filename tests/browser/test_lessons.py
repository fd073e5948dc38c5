"""Every released lesson as a student meets it: it runs, and answers turn the cards green."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lab_page import ROOT, LabPage, solutions
from playwright.sync_api import expect

from course.progress import lesson_folders
from course_cli.lab_server import LabServer
from course_cli.lab_session import prepare

LESSONS = [folder.name for folder in lesson_folders(ROOT / "release")]


@pytest.fixture(scope="module")
def student(
    start_lab: Callable[..., LabServer], tmp_path_factory: pytest.TempPathFactory
) -> LabServer:
    """`course lab` as a student starts it, on this course."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        folder = tmp_path_factory.mktemp("student") / "work"
        server, _ = prepare(folder, instructor=False, port=None)
        return start_lab(server)


def is_expected(cell: dict[str, Any]) -> bool:
    """Say whether a cell may end in an error: shown on purpose, or an unsolved exercise."""
    marks = cell["metadata"].get("nbgrader", {})
    return "raises-exception" in cell["metadata"].get("tags", []) or any(
        marks.get(kind) for kind in ("grade", "solution")
    )


def test_there_are_lessons() -> None:
    assert LESSONS


def test_the_start_page_leads_to_each_lesson(
    student: LabServer, open_page: Callable[..., LabPage]
) -> None:
    page = open_page(student).start()
    page.screenshot("start-light")
    page.set_theme("dark").screenshot("start-dark")
    page.set_theme("light")
    for lesson in LESSONS:
        page.page.click(f".jp-MarkdownViewer a[href*='{lesson}']")
        page.page.wait_for_selector(f".lm-TabBar-tabLabel:has-text('{lesson}.ipynb')")
        page.page.click(".lm-TabBar-tabLabel:has-text('START_HERE.md')")
    assert page.strangers() == []


def test_a_student_sees_nothing_of_an_instructor(
    student: LabServer, open_page: Callable[..., LabPage]
) -> None:
    page = open_page(student).start()
    words = page.page.evaluate(
        """() => Object.values(window.jupyterapp.commands.listCommands())
            .map(name => name + ' ' + window.jupyterapp.commands.label(name)).join('\\n')"""
    )
    for word in ("formgrader", "create assignment", "course list", "assignment list"):
        assert word not in words.lower().replace("-", " ")
    answer = page.page.request.get(
        student.url.replace("/lab", "/formgrader"), params={"token": student.token}
    )
    assert answer.status == 404


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_to_its_end(
    lesson: str, student: LabServer, open_page: Callable[..., LabPage]
) -> None:
    page = open_page(student).open(f"{lesson}/{lesson}.ipynb").run_all()

    for cell in page.cells():
        errors = [o for o in cell.get("outputs", []) if o["output_type"] == "error"]
        assert not errors or is_expected(cell), cell["source"]
        if cell["id"] in page.verdicts():
            # An unsolved exercise shows its card and one line, not a page of traceback.
            assert [len(error["traceback"]) for error in errors] in ([], [1])
            assert all("\n" not in error["traceback"][0] for error in errors)
    assert None not in page.verdicts().values()
    assert not any(page.verdicts().values())
    assert page.strangers() == []
    assert page.errors == []
    look(page, lesson)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_an_answer_turns_its_cards_green(
    lesson: str, student: LabServer, open_page: Callable[..., LabPage], tmp_path: Path
) -> None:
    page = open_page(student).open(f"{lesson}/{lesson}.ipynb")
    page.run(next(n for n, cell in enumerate(page.cells()) if cell["cell_type"] == "code"))
    exercise, answer = next(iter(solutions(lesson).items()))
    position = page.position_of(exercise)
    page.type_into(position, answer).run(position)

    tests = [name for name in page.verdicts() if name.startswith(f"test-{exercise}-")]
    assert tests
    for name in tests:
        page.run(page.position_of(name))
        card = page.cell(page.position_of(name)).get_by_role("status")
        expect(card).to_contain_text("Passed")
        assert page.verdicts()[name] is True
    page.screenshot(f"{lesson}-solved")


def look(page: LabPage, lesson: str) -> None:
    """Keep pictures of the whole lesson, part by part, in both themes."""
    for theme in ("light", "dark"):
        page.set_theme(theme)
        for number in range(0, len(page.cells()), 6):
            page.cell(number).evaluate("cell => cell.scrollIntoView({block: 'start'})")
            page.screenshot(f"{lesson}-{theme}-{number:02d}")
    page.set_theme("light")

"""A class from end to end, by mouse: release, fetch, solve, validate, submit, grade, feedback."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lab_page import LabPage, solutions
from playwright.sync_api import Browser, FrameLocator, Locator, expect

from course_cli.lab_server import LabServer
from course_cli.lab_session import prepare

ROOT = Path(__file__).parents[2]
LESSON = "00_toolkit"
NOTEBOOK = f"{LESSON}/{LESSON}.ipynb"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="nbgrader's exchange needs POSIX"),
]


@pytest.fixture
def classroom(tmp_path: Path) -> Path:
    """A folder with a course in `course/`, nothing released, and an empty `exchange/`."""
    course = tmp_path / "course"
    shutil.copytree(ROOT / "source" / LESSON, course / "source" / LESSON)
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copy(ROOT / name, course)
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    return tmp_path


def choose(page: LabPage, entry: str) -> None:
    """Choose an entry of the Nbgrader menu."""
    page.page.click(".lm-MenuBar-item:has-text('Nbgrader')")
    page.page.click(f".lm-Menu-item:has-text('{entry}')")


def press(frame: FrameLocator, button: Locator) -> None:
    """Press a button of Formgrader and agree with what it then says."""
    button.click()
    expect(frame.locator(".modal.in .modal-title")).to_have_text("Success")
    frame.locator(".modal.in .modal-footer button.close").click()
    expect(frame.locator(".modal, .modal-backdrop")).to_have_count(0)


def open_list(page: LabPage) -> Locator:
    """Open the Assignment List and return it."""
    choose(page, "Assignment List")
    assignments = page.page.locator("#nbgrader-assignment-list")
    expect(assignments.locator("#course_list_default")).to_have_text("processes")
    return assignments


def test_a_class_from_release_to_feedback(
    classroom: Path,
    browser: Browser,
    start_lab: Callable[..., LabServer],
    open_page: Callable[..., LabPage],
) -> None:
    exchange = classroom / "exchange"

    # An instructor generates and releases the lesson.
    teach, _ = prepare(classroom / "course", instructor=True, port=None, exchange=exchange)
    instructor = open_page(start_lab(teach)).start()
    choose(instructor, "Formgrader")
    grader = instructor.page.frame_locator("iframe")
    row = grader.locator(f"tr:has-text('{LESSON}')")
    press(grader, row.locator(".assign a"))
    press(grader, row.locator(".release a"))
    expect(row.locator(".status")).to_have_text("released")

    # A student fetches it and opens it by its link.
    learn, _ = prepare(classroom / "work", instructor=False, port=None, exchange=exchange)
    student = open_page(start_lab(learn)).start()
    assignments = open_list(student)
    assert "Formgrader" not in student.page.locator(".lm-Menu").all_inner_texts()
    assignments.get_by_role("button", name="Fetch", exact=True).click()
    submit = assignments.get_by_role("button", name="Submit", exact=True)
    expect(submit).to_be_visible()
    student.screenshot("assignment-list")
    assert (classroom / "work" / NOTEBOOK).is_file()

    # Every answer is typed in; every card turns green.
    student.open(NOTEBOOK)
    answers = solutions(LESSON)
    assert answers
    for cell_id, answer in answers.items():
        student.type_into(student.position_of(cell_id), answer)
    student.run_all()
    assert set(student.verdicts().values()) == {True}
    student.save()

    # Validate agrees.
    student.page.click(".validate-button")
    dialog = student.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("Success! Your notebook passes all the tests.")
    student.screenshot("validate")
    dialog.locator("button.jp-mod-accept").click()

    # Submit.
    assignments = open_list(student)
    assignments.get_by_role("button", name="Submit", exact=True).click()
    expect(assignments.locator("#submitted_assignments_list")).to_contain_text(LESSON)

    # The instructor collects and grades, with full marks.
    press(grader, row.locator(".collect a"))
    row.locator(".num-submissions a").click()
    submission = grader.locator("tr:has(.autograde a)")
    press(grader, submission.locator(".autograde a"))
    expect(submission.locator(".status")).to_have_text("graded")
    got, most = re.findall(r"[\d.]+", submission.locator(".score").inner_text())
    assert float(got) == float(most) > 0
    instructor.screenshot("formgrader-graded")

    # Feedback goes back.
    press(grader, submission.locator(".generate-feedback a"))
    press(grader, submission.locator(".release-feedback a"))
    assignments.get_by_role("button", name="Fetch Feedback").click()
    student.page.click("text=(view feedback)")
    student.page.dblclick(f".jp-DirListing-item:has-text('{LESSON}.html')")
    feedback = student.page.frame_locator(".jp-HTMLViewer iframe")
    expect(feedback.locator("body")).to_contain_text(f"Score: {float(got)} / {float(most)}")
    student.screenshot("feedback")

    assert student.strangers() == []
    assert instructor.strangers() == []

"""Progress in JupyterLab: a check that a person runs moves the map; the map opens a lesson."""

from __future__ import annotations

from lab_page import LabPage
from playwright.sync_api import expect

from course.progress import read
from course_cli.lab_server import LabServer
from tests.unit.progress.notebooks import check_cell, code, prose, write_course, write_lesson


def test_a_check_moves_the_map_and_the_map_opens_a_lesson(lab: LabServer, page: LabPage) -> None:
    shelf = write_course(lab.folder / "shelf")
    failing = check_cell("test-pick-all", "picks “all”", 2)
    failing["source"][-1] = "    raise ZeroDivisionError"
    write_lesson(
        shelf,
        "00_a",
        prose("# 0 · Apples"),
        code("%load_ext course\nfrom course.widgets import Progress\nProgress()", "map"),
        prose("### Exercise: pick (3 points)"),
        check_cell("test-pick-one", "picks one", 1),
        failing,
    )
    page.open("shelf/00_a/00_a.ipynb").run(1)
    widget = page.notebook.get_by_role("region", name="Your progress")
    expect(widget).to_have_attribute("data-live", "yes")
    apples = widget.get_by_role("button", name="Apples")
    bread = widget.get_by_role("button", name="Bread")
    expect(apples).to_have_attribute("aria-expanded", "true")
    expect(bread).to_have_attribute("aria-expanded", "false")
    expect(apples).to_have_accessible_name("not begun: 0 · Apples next 0 of 3 points")

    page.run(3)
    page.run(4)
    expect(apples).to_have_accessible_name("begun: 0 · Apples next 1 of 3 points")
    expect(widget.get_by_role("status")).to_contain_text("Lesson 0: 1 of 3 points.")
    expect(widget.get_by_text("Not yet: picks “all”")).to_be_visible()
    entry = read(shelf)["00_a"]["picks “all”"]
    assert (entry.passed, entry.cell) == (False, "test-pick-all")

    for theme in ("dark", "light"):
        page.set_theme(theme)
        widget.scroll_into_view_if_needed()
        page.screenshot(f"progress-{theme}", of=widget)

    keyboard = page.page.keyboard
    bread.focus()
    keyboard.press("Enter")
    expect(bread).to_have_attribute("aria-expanded", "true")
    expect(widget.get_by_text("bake")).to_be_visible()
    keyboard.press("Tab")
    leads = widget.get_by_role("button", name="Open the lesson").last
    expect(leads).to_be_focused()
    keyboard.press("Enter")
    page.page.wait_for_selector(".lm-TabBar-tabLabel:has-text('01_b.ipynb')")
    assert page.strangers() == []
    assert page.errors == []

"""The widgets in JupyterLab, driven by the keyboard alone, looked at in both themes."""

from __future__ import annotations

import re
from collections.abc import Callable

from lab_page import LabPage
from playwright.sync_api import Locator, expect

WriteNotebook = Callable[..., str]

WORKERS = """
import subprocess, sys
from course.processes import stop_all
sleeper = [sys.executable, "-c", "import time; time.sleep(300)"]
children = [subprocess.Popen(sleeper) for _ in range(2)]
children.append(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
"""
COLLECT = "[child.wait(timeout=10) for child in children] and 'collected'"
CLEAN_UP = "stop_all(); 'clean'"


def widget_of(page: LabPage, title: str) -> Locator:
    """Return the widget with this title once it is live."""
    found = page.notebook.get_by_role("region", name=title)
    expect(found).to_have_attribute("data-live", "yes")
    return found


def photograph(page: LabPage, name: str, widget: Locator) -> None:
    """Keep a picture of the widget in both themes."""
    page.page.set_viewport_size({"width": 1280, "height": 1400})
    for theme in ("dark", "light"):
        page.set_theme(theme)
        expect(page.page.locator("#jupyterlab-splash")).to_have_count(0)
        widget.scroll_into_view_if_needed()
        page.screenshot(f"{name}-{theme}", of=widget)


def result_of(page: LabPage, number: int) -> str:
    """Return the plain text that a cell ends with."""
    text: str = page.cells()[number]["outputs"][-1]["data"]["text/plain"]
    return text


def test_the_process_tree_stops_processes_from_the_keyboard(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    show = "from course.widgets import ProcessTree\nProcessTree()"
    page.open(write_notebook("tree.ipynb", WORKERS, show, COLLECT, CLEAN_UP)).run(0).run(1)
    widget = widget_of(page, "Process tree")
    items = widget.get_by_role("treeitem")
    expect(items).to_have_count(4)
    photograph(page, "process-tree", widget)

    keyboard = page.page.keyboard
    items.first.focus()
    keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    keyboard.press("Delete")
    expect(items.nth(1)).to_have_attribute("aria-label", re.compile("zombie"))
    expect(widget.get_by_role("status")).to_contain_text("not collected it yet")
    expect(items.nth(1)).to_be_focused()
    photograph(page, "process-tree-zombie", widget)

    keyboard.press("Shift+Tab")
    expect(widget.get_by_role("button", name="Stop them all")).to_be_focused()
    keyboard.press("Enter")
    expect(widget.get_by_role("treeitem", name=re.compile("zombie"))).to_have_count(3)
    page.run(2)
    expect(items).to_have_count(1)
    assert result_of(page, 2) == "'collected'"
    assert page.errors == []
    page.run(3)


def test_the_pcb_card_explains_itself_and_keeps_the_last_reading(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    show = "from course.widgets import PCBCard\nPCBCard(children[-1].pid)"
    end = "stop_all(); children[-1].wait()"
    page.open(write_notebook("pcb.ipynb", WORKERS, show, end)).run(0).run(1)
    widget = widget_of(page, "Process control block")
    expect(widget).to_contain_text("ready or running")
    photograph(page, "pcb-card", widget)

    explain = widget.get_by_role("button", name="Explain the fields")
    explain.focus()
    page.page.keyboard.press("Enter")
    expect(explain).to_have_attribute("aria-pressed", "true")
    expect(widget.get_by_text("the process that started it")).to_be_visible()
    photograph(page, "pcb-card-explained", widget)

    page.run(2)
    expect(widget).to_contain_text("keeps the last reading of its life")
    expect(widget.get_by_text("heap", exact=True)).to_be_visible()
    photograph(page, "pcb-card-ended", widget)
    assert page.errors == []


def test_one_program_becomes_processes_at_the_press_of_a_key(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    show = "from course.widgets import ProgramAndProcesses\nProgramAndProcesses()"
    page.open(write_notebook("program.ipynb", show)).run(0)
    widget = widget_of(page, "One program, many processes")
    more = widget.get_by_role("button", name="Start one more")
    runs = widget.get_by_role("list", name="Processes").get_by_role("listitem")
    expect(widget).to_contain_text("a program by itself does nothing")
    more.focus()
    for count in range(1, 5):
        page.page.keyboard.press("Enter")
        expect(runs).to_have_count(count)
    expect(widget.get_by_text("so far 3")).to_be_visible()
    photograph(page, "program", widget)
    expect(widget.get_by_text("ended with result 14").first).to_be_visible()
    page.page.keyboard.press("Enter")
    expect(runs).to_have_count(5)
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    expect(widget.get_by_text("was stopped").last).to_be_visible()
    photograph(page, "program-ended", widget)
    assert page.errors == []

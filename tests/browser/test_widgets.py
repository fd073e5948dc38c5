"""The widgets in JupyterLab, driven by the keyboard alone, looked at in both themes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lab_page import LabPage
from playwright.sync_api import Locator, expect

WriteNotebook = Callable[..., str]

WORKERS = """
import subprocess, sys, time
from course.processes import stop_all
sleepers = [subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"]) for _ in range(2)]
busy = subprocess.Popen([sys.executable, "-c", "import time\\nwhile True: pass"])
"""
COLLECT = "[child.wait(timeout=10) for child in (*sleepers, busy)] and 'collected'"
CLEAN_UP = "stop_all(); 'clean'"


def widget_of(page: LabPage, title: str) -> Locator:
    """Return the widget with this title once it is live."""
    found = page.notebook.get_by_role("region", name=title)
    expect(found).to_have_attribute("data-live", "yes")
    return found


def photograph(page: LabPage, name: str, widget: Locator) -> None:
    """Keep a picture of the widget in both themes."""
    for theme in ("dark", "light"):
        page.set_theme(theme)
        widget.scroll_into_view_if_needed()
        page.screenshot(f"{name}-{theme}", of=widget)


def test_the_process_tree_stops_processes_from_the_keyboard(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    tree = "from course.widgets import ProcessTree\nProcessTree()"
    page.open(write_notebook("tree.ipynb", WORKERS, tree, COLLECT, CLEAN_UP))
    page.run(0).run(1)
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
    expect(widget.get_by_role("status")).to_contain_text("ended when asked")
    expect(items.nth(1)).to_be_focused()
    photograph(page, "process-tree-zombie", widget)

    keyboard.press("Shift+Tab")
    expect(widget.get_by_role("button", name="Stop them all")).to_be_focused()
    keyboard.press("Enter")
    expect(widget.get_by_role("treeitem", name=re.compile("zombie"))).to_have_count(3)
    page.run(2)
    expect(items).to_have_count(1)
    assert page.cells()[2]["outputs"][0]["data"]["text/plain"] == "'collected'"
    assert page.errors == []
    page.run(3)

"""The widgets in JupyterLab, driven by the keyboard alone, looked at in both themes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import nbformat
import pytest
from ipywidgets import Widget
from lab_page import LabPage
from playwright.sync_api import Locator, expect

from course.widgets import PCBCard, ProcessTree, ProgramAndProcesses
from course_cli.lab_server import LabServer

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
    # In the log: what is spoken gives way as soon as there is more to say.
    log = widget.get_by_role("list", name="What happened last")
    expect(log).to_contain_text("not collected it yet")
    expect(log).to_contain_text("ended when asked")
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


BUSY = """
import subprocess, sys, time
from IPython.display import display
from course.widgets import ProcessTree
display(ProcessTree(seconds=0.5))
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
give_up = time.monotonic() + 60
try:
    while child.poll() is None and time.monotonic() < give_up:
        time.sleep(0.1)
    print("stopped from outside" if child.poll() else "nobody stopped it")
finally:
    child.kill()
    child.wait()
"""


def test_a_widget_is_live_and_obeys_while_its_cell_is_busy(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    page.open(write_notebook("busy.ipynb", BUSY))
    page.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-cell') }")
    widget = widget_of(page, "Process tree")
    items = widget.get_by_role("treeitem")
    expect(items).to_have_count(2)
    items.first.focus()
    page.page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.page.keyboard.press("Delete")
    page.page.wait_for_function(
        "() => document.querySelector('.jp-OutputArea')?.innerText.includes('outside')"
    )
    expect(items).to_have_count(1)
    page.wait_until_idle()


def test_without_a_kernel_the_last_frame_stays_and_says_so(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    show = "from course.widgets import ProgramAndProcesses\nProgramAndProcesses()"
    page.open(write_notebook("gone.ipynb", show)).run(0)
    widget = widget_of(page, "One program, many processes")
    more = widget.get_by_role("button", name="Start one more")
    more.press("Enter")
    runs = widget.get_by_role("list", name="Processes").get_by_role("listitem")
    expect(runs).to_have_count(1)

    page.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    expect(widget).to_have_attribute("data-live", "no")
    expect(widget).to_contain_text("No kernel answers: this is the last reading.")
    expect(more).to_have_attribute("aria-disabled", "true")
    expect(runs).to_have_count(1)
    more.press("Enter")
    expect(runs).to_have_count(1)
    photograph(page, "program-no-kernel", widget)


def test_nothing_moves_for_those_who_asked_for_less_motion(
    page: LabPage, write_notebook: WriteNotebook
) -> None:
    page.page.emulate_media(reduced_motion="reduce")
    show = "from course.widgets import PCBCard\nPCBCard(children[-1].pid, seconds=0.5)"
    page.open(write_notebook("still.ipynb", WORKERS, show, CLEAN_UP)).run(0).run(1)
    widget = widget_of(page, "Process control block")
    changed = widget.locator(".course-flash")
    expect(changed.first).to_be_attached()  # the CPU time of a busy child
    moving = "node => getComputedStyle(node).animationName"
    assert changed.first.evaluate(moving) == "none"
    assert (
        widget.locator(".course-bar span").first.evaluate(
            "node => getComputedStyle(node).transitionDuration"
        )
        == "0s"
    )
    page.run(2)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_fallbacks_fit_a_plain_page(page: LabPage, theme: str) -> None:
    paper, ink = ("#fff", "#222") if theme == "light" else ("#161616", "#e4e4e4")
    widgets = [ProcessTree(), PCBCard(os.getpid()), ProgramAndProcesses()]
    figures = "<hr>".join(widget.draw(widget.example()) for widget in widgets)
    for widget in widgets:
        widget.close()
    page.page.set_content(
        f"<body style='background:{paper};color:{ink};font-family:sans-serif'>{figures}</body>"
    )
    page.page.set_viewport_size({"width": 760, "height": 1700})
    for number in range(3):
        picture = page.page.get_by_role("img").nth(number)
        box = picture.bounding_box()
        assert box is not None
        assert box["width"] > 500
        for text in picture.locator("text").all():
            inner = text.bounding_box()
            assert inner is not None
            assert inner["x"] + inner["width"] <= box["x"] + box["width"]
    page.screenshot(f"fallbacks-{theme}")


def test_a_saved_widget_is_shown_from_its_frame_alone(
    page: LabPage, lab: LabServer, write_notebook: WriteNotebook
) -> None:
    name = write_notebook("saved.ipynb", "ProcessTree()")
    path = lab.folder / name
    widget = ProcessTree()
    widget.frame = {**widget.frame, **widget.example()}
    notebook = nbformat.read(path, as_version=4)
    view = widget.get_view_spec()
    notebook.cells[0].outputs = [
        nbformat.v4.new_output("display_data", {"application/vnd.jupyter.widget-view+json": view})
    ]
    notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": Widget.get_manager_state(widgets=None)
    }
    widget.close()
    nbformat.write(notebook, path)

    page.open(name)
    page.page.evaluate(  # what "Trust notebook" does: an untrusted one shows no widget
        "() => { for (const cell of window.jupyterapp.shell.currentWidget.content.model.cells)"
        " cell.trusted = true }"
    )
    found = page.notebook.get_by_role("region", name="Process tree")
    expect(found.get_by_role("treeitem")).to_have_count(5)
    expect(found).to_have_attribute("data-live", "no")
    expect(found).to_contain_text("No kernel answers")
    found.get_by_role("treeitem").first.focus()
    page.page.keyboard.press("End")
    expect(found.get_by_role("treeitem", name=re.compile("worker-2"))).to_be_focused()
    page.page.keyboard.press("Delete")
    expect(found.get_by_role("status")).to_contain_text("nothing can be stopped from here")
    assert page.errors == []

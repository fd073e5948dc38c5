"""Pictures in steps in JupyterLab: by keyboard, without a kernel, in both themes, all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import nbformat
import pytest
from ipywidgets import Widget
from lab_page import LabPage
from looking import assert_legible
from playwright.sync_api import Browser, Locator, expect

from course.widgets import ForkTree
from course_cli.lab_server import LabServer

WriteNotebook = Callable[..., str]

# How each widget is made, and the title that it has on the page.
PICTURES = {
    "StateDiagram()": "States of processes",
    "TasksOnCores()": "Tasks on cores",
    "WaitingTimeline()": "Four ways to wait",
    "WaitingTimeline(log)": "A recorded log",
    "ForkTree('fork()\\nfork()', predict=False)": "A family of processes",
    "Endings()": "Endings",
    "MemoryPanels()": "Two memories",
    "DaemonTimeline()": "Daemon and non-daemon children",
    "LostUpdate()": "The lost update",
    "PoolTimeline()": "Tasks on a pool",
}
LIVE = {
    "LiveStates(child)": "A real process among the states",
    "ProcessLifecycle()": "The life of a Process object",
}
GALLERY = f"""
import subprocess, sys
from course.events import EventLog
from course.widgets import *
log = EventLog("you")
log.note("ask")
with log.during("wait"):
    log.note("look")
reader = [sys.executable, "-c", "import sys; sys.stdin.read()"]
child = subprocess.Popen(reader, stdin=subprocess.PIPE)  # it ends with the kernel
display({", ".join([*PICTURES, *LIVE])})
"""


@pytest.fixture(scope="module")
def gallery(browser: Browser, lab: LabServer) -> Iterator[LabPage]:
    """One notebook that shows every widget, opened once, in the dark theme."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(GALLERY)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    nbformat.write(notebook, lab.folder / "gallery.ipynb")
    context = browser.new_context(viewport={"width": 1280, "height": 1200})
    page = LabPage(context.new_page(), lab)
    page.open("gallery.ipynb").run(0).set_theme("dark")
    expect(region(page, PICTURES["PoolTimeline()"])).to_be_visible()
    yield page
    context.close()


def region(page: LabPage, title: str) -> Locator:
    """Return the widget with this title."""
    return page.notebook.get_by_role("region", name=title)


def stage_of(widget: Locator) -> Locator:
    """Return the part that takes the keys."""
    return widget.get_by_role("group", name=re.compile("arrow keys turn the pages"))


def svg_of(widget: Locator) -> str:
    """Return what is drawn."""
    return widget.locator(".course-picture").last.inner_html()


@pytest.mark.parametrize("title", PICTURES.values(), ids=PICTURES)
def test_a_key_turns_the_page_and_says_so(gallery: LabPage, title: str) -> None:
    widget = region(gallery, title)
    stage = stage_of(widget)
    keyboard = gallery.page.keyboard
    stage.focus()
    keyboard.press("Home")
    expect(widget).to_have_attribute("data-step", "0")
    first = svg_of(widget)
    keyboard.press("ArrowRight")
    expect(widget).to_have_attribute("data-step", "1")
    words = widget.locator(".course-words").inner_text()
    expect(widget.get_by_role("status")).to_have_text(re.compile(r"Step 2 of \d+\. "))
    expect(widget.get_by_role("status")).to_contain_text(words)
    assert svg_of(widget) != first
    keyboard.press("End")
    assert_legible(widget)
    gallery.screenshot(f"flip-{title.replace(' ', '-').lower()}-dark", of=widget)
    expect(stage).to_be_focused()
    assert len(gallery.cells()) == 1, "no key became a command of JupyterLab"


def test_buttons_of_a_live_picture_act_on_a_real_process(gallery: LabPage) -> None:
    widget = region(gallery, LIVE["ProcessLifecycle()"])
    expect(widget).to_have_attribute("data-live", "yes")
    widget.get_by_role("button", name="p = Process(…)").press("Enter")
    expect(widget.locator(".course-words")).to_contain_text("still no process")
    for name in ("p.start()", "p.start()"):
        widget.get_by_role("button", name=name).press("Enter")
    expect(widget.locator(".course-words")).to_contain_text("cannot start a process twice")
    expect(widget.get_by_role("status")).to_contain_text("raised AssertionError")
    assert_legible(widget)
    gallery.screenshot("process-lifecycle-dark", of=widget)
    widget.get_by_role("button", name="p.kill()").press("Enter")
    expect(widget.get_by_role("row", name=re.compile("is_alive.*False"))).to_be_visible()
    states = region(gallery, LIVE["LiveStates(child)"])
    expect(states.locator(".course-words")).to_contain_text("blocked")
    assert_legible(states)
    gallery.screenshot("live-states-dark", of=states)


def test_all_are_legible_in_the_light_theme_and_ask_nobody_else(gallery: LabPage) -> None:
    gallery.set_theme("light")
    for title in (*PICTURES.values(), *LIVE.values()):
        widget = region(gallery, title)
        assert_legible(widget)
        gallery.screenshot(f"flip-{title.replace(' ', '-').lower()}-light", of=widget)
    assert gallery.errors == []
    assert gallery.strangers() == []


def test_it_plays_slides_and_turns_without_a_kernel(gallery: LabPage) -> None:
    page = gallery.page
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.emulate_media(reduced_motion="reduce")
    widget, keyboard = region(gallery, "Tasks on cores"), page.keyboard
    stage_of(widget).focus()
    keyboard.press("End")
    expect(widget).to_have_attribute("data-step", "6")
    widget.get_by_role("slider", name="Cores").focus()
    keyboard.press("ArrowRight")
    expect(widget.locator(".course-words")).to_contain_text("4 tasks on 3 cores")
    expect(widget).to_have_attribute("data-step", "4")  # it was at the end, and is at the end
    expect(widget.get_by_role("slider", name="Cores")).to_have_attribute("aria-valuetext", "3")
    stage_of(widget).focus()
    keyboard.press("Home")
    keyboard.press("Space")
    play = widget.get_by_role("button", name="Pause")
    expect(play).to_be_visible()
    expect(widget).to_have_attribute("data-step", "1")
    play.press("Enter")
    expect(widget.get_by_role("button", name="Play")).to_be_visible()
    assert widget.evaluate("node => node.getAnimations({ subtree: true }).length") == 0
    assert gallery.errors == []


def test_the_answer_comes_after_a_guess_also_from_a_saved_notebook(
    page: LabPage, lab: LabServer, write_notebook: WriteNotebook
) -> None:
    name = write_notebook("guess.ipynb", "ForkTree(program)")
    widget = ForkTree('for _ in range(3):\n    fork()\nprint("*")')
    notebook = nbformat.read(lab.folder / name, as_version=4)
    view = {"application/vnd.jupyter.widget-view+json": widget.get_view_spec()}
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", view)]
    notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": Widget.get_manager_state(widgets=None)
    }
    widget.close()
    nbformat.write(notebook, lab.folder / name)
    page.open(name)
    page.page.evaluate(  # what "Trust notebook" does: an untrusted one shows no widget
        "() => { for (const cell of window.jupyterapp.shell.currentWidget.content.model.cells)"
        " cell.trusted = true }"
    )
    found, keyboard = region(page, "A family of processes"), page.page.keyboard
    expect(found).to_contain_text("How many processes take part")
    expect(stage_of(found)).to_have_count(0)
    guess = found.get_by_role("textbox", name="Your prediction")
    guess.press("Enter")
    expect(found.get_by_role("status").first).to_contain_text("Enter a whole number")
    guess.fill("7")
    guess.press("Enter")
    expect(found.get_by_role("status").first).to_contain_text("You said: 7; it is 8.")
    expect(stage_of(found)).to_be_focused()
    keyboard.press("End")
    expect(found.locator(".course-words")).to_contain_text("In all 8 processes took part")
    assert_legible(found)
    page.screenshot("fork-tree-guessed", of=found)
    assert page.errors == []

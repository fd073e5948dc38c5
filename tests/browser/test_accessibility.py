"""Every widget, the cards of checks and the start page: for eyes, ears and keyboards alike.

One notebook shows all of them. `ROWS` has a row for each widget of `course.widgets`: a new widget
without one fails here, and so does a new kind of control in a widget that no key operates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
import pytest
from lab_page import CARD, ROOT, LabPage
from looking import assert_legible, barriers
from playwright.sync_api import Browser, Locator, expect

import course.widgets
from course_cli.lab_server import LabServer
from course_cli.start_page import start_page
from tests.unit.progress.notebooks import write_course

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Act:
    """Keys pressed on one control, and words that are seen then but were not before.

    Without words the picture must change: that is no proof for a live widget, which changes anyway.
    """

    role: Any
    name: str
    keys: str
    says: str = ""


@dataclass(frozen=True)
class Row:
    """How a widget is made, its title, and an act for each kind of control that it has."""

    make: str
    title: str
    acts: tuple[Act, ...]


STAGE = "Picture; arrow keys turn the pages, the space bar plays"
RATE = "Seconds between two readings"


def live(*acts: Act) -> tuple[Act, ...]:
    """Add what every live widget has."""
    return (
        *acts,
        Act("combobox", RATE, "End", "Live: read anew every 5 s."),
        Act("combobox", RATE, "Home", "Live: read anew every 0.5 s."),
        Act("button", "Pause", "Enter", "Paused: this is an earlier reading."),
        Act("button", "Go on", "Space", "Live: read anew every 0.5 s."),
    )


def flips(*acts: Act) -> tuple[Act, ...]:
    """Add what every picture in steps has, from its last page on."""
    return (
        *acts,
        Act("group", STAGE, "Home", "Step 1 of"),
        Act("button", "Next", "Enter", "Step 2 of"),
        Act("slider", "Step", "ArrowLeft", "Step 1 of"),
        Act("group", STAGE, "ArrowRight", "Step 2 of"),
        Act("button", "Restart", "Space", "Step 1 of"),
        Act("button", "Play", "Enter", "Pause"),
        Act("button", "Pause", "Enter", "Play"),
    )


def slide(name: str, key: str = "ArrowRight") -> Act:
    return Act("slider", name, key)


def choose(name: str, key: str = "ArrowDown") -> Act:
    return Act("combobox", name, key)


LAST = Act("group", STAGE, "End")
BOOK = """Flipbook([Page(picture(200, 40, word, text(5, 20, word)), word, ((word,),))
          for word in ("one", "two", "three")], title="A book", head=("word",))"""
ROWS = {
    "ChatRoom": Row(
        "ChatRoom()",
        "Chat room",
        live(
            Act("button", "Open the room", "Enter", "Join from a terminal:"),
            Act("textbox", "Say something as Ada", "h i Enter", "Ada: hi"),
            Act("button", "Bob leaves", "Space", "(Bob leaves)"),
            Act("button", "Close the room", "Enter", "closed in good order"),
        ),
    ),
    "DaemonTimeline": Row(
        "DaemonTimeline()",
        "Daemon and non-daemon children",
        flips(
            slide("Main code runs for"), slide("The other child needs"), choose("Main code joins")
        ),
    ),
    "Endings": Row("Endings()", "Endings", flips(LAST, choose("The child's end"))),
    "Flipbook": Row(BOOK, "A book", flips(LAST)),
    "ForkTree": Row(
        "ForkTree('fork()\\nfork()')",
        "A family of processes",
        flips(
            Act("button", "Check", "Enter", "Enter a whole number"),
            Act("textbox", "Your prediction", "4 Enter", "✓ Right: 4."),
            LAST,
        ),
    ),
    "GanttChart": Row(
        "GanttChart(policies=[FCFS(), RR(2)], predict=True)",
        "Gantt chart",
        (
            Act("textbox", "Your guess for FCFS", "9 Tab 9 Enter", "Score so far"),
            Act("listbox", "FCFS", "ArrowRight", "Why now?"),
            Act("button", "To the beginning", "Enter", "t = 0"),
            Act("slider", "Time", "ArrowRight", "t = 1"),
            slide("Quantum"),
            Act("disclosure", "The rules for ties", "Enter", "become ready at one instant"),
            Act("disclosure", "Response against overhead", "Space", "spent switching"),
            choose("Scene"),
            Act("spinbutton", "Seed", "ArrowUp Tab Enter"),
        ),
    ),
    "LiveStates": Row("LiveStates(child)", "A real process among the states", live()),
    "LostUpdate": Row(
        "LostUpdate()", "The lost update", flips(LAST, choose("Order of turns"), choose("Lock"))
    ),
    "MemoryPanels": Row(
        "MemoryPanels(predict=True)",
        "Two memories",
        flips(
            Act("button", "Check", "Space", "Enter a whole number"),
            Act("textbox", "Your prediction", "6 Enter", "You said: 6;"),
            LAST,
            choose("Start method"),
        ),
    ),
    "PCBCard": Row(
        "PCBCard(child.pid)",
        "Process control block",
        live(Act("button", "Explain the fields", "Enter", "the process that started it")),
    ),
    "PoolTimeline": Row(
        "PoolTimeline()", "Tasks on a pool", flips(slide("Tasks"), slide("Workers"))
    ),
    "ProcessLifecycle": Row(
        "ProcessLifecycle()",
        "The life of a Process object",
        live(
            Act("button", "p = Process(…)", "Enter", "still no process"),
            Act("button", "p.start()", "Space", "p.start() was run."),
            Act("button", "p.kill()", "Enter"),
        ),
    ),
    "ProcessTree": Row(
        "ProcessTree(seconds=0.5)",
        "Process tree",
        live(
            Act("treeitem", "kernel", "ArrowDown ArrowDown Delete", "ended when asked"),
        ),
    ),
    "ProgramAndProcesses": Row(
        "ProgramAndProcesses()",
        "One program, many processes",
        live(
            Act("button", "Start one more", "Enter", "Process 1"),
            Act("button", "Stop them all", "Space", "was stopped"),
        ),
    ),
    "Progress": Row(
        "Progress('lessons')",
        "Your progress",
        live(Act("button", "Bread", "Enter", "bake")),
    ),
    "StateDiagram": Row("StateDiagram()", "States of processes", flips(LAST, choose("Scenario"))),
    "TasksOnCores": Row("TasksOnCores()", "Tasks on cores", flips(slide("Tasks"), slide("Cores"))),
    "WaitingTimeline": Row(
        "WaitingTimeline()",
        "Four ways to wait",
        flips(slide("The clerk counts for"), slide("Messages to write")),
    ),
}

SET_UP = """
%load_ext course
import subprocess, sys
from course.checks import check, student
from course.scheduling import FCFS, RR
from course.widgets import *
from course.widgets.pages import Page
from course.widgets.static import picture, text
reader = [sys.executable, "-c", "import sys; sys.stdin.read()"]
child, victim = [subprocess.Popen(reader, stdin=subprocess.PIPE) for _ in range(2)]
"""
MODULES = {
    "starter": "raise NotImplementedError()",
    "wrong": "print(2 * n)",
    "right": "return 2 * n",
}
CHECK = """
with check("{module} doubles", hint="Think of two."):
    outcome = student("{module}").call("double", 2)
    outcome.expect_value(4, help="Twice is *2*.")
"""


@pytest.fixture(scope="module")
def gallery(browser: Browser, lab: LabServer) -> Iterator[LabPage]:
    """One notebook with a cell for each widget and one for each kind of card, run once."""
    write_course(lab.folder / "lessons")
    cells = [SET_UP, *(row.make for row in ROWS.values())]
    for module, body in MODULES.items():
        cells.append(f'%%module {module}\ndef double(n):\n    """Return 2 n."""\n    {body}\n')
        cells.append(CHECK.format(module=module))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    nbformat.write(notebook, lab.folder / "everybody.ipynb")
    (lab.folder / "START_HERE.md").write_text(start_page(ROOT / "release"), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 1200}, reduced_motion="reduce")
    page = LabPage(context.new_page(), lab)
    yield page.open("everybody.ipynb").run_all()
    context.close()


def output(page: LabPage, number: int) -> Locator:
    """Bring the output of a cell into view and return it, marked for axe as `[data-axe]`."""
    found = page.cell(number).locator(".jp-OutputArea-output").first
    found.scroll_into_view_if_needed()
    page.page.evaluate(
        "for (const each of document.querySelectorAll('[data-axe]')) delete each.dataset.axe"
    )
    found.evaluate("node => { node.dataset.axe = 'here' }")
    return found


def test_every_widget_has_a_row() -> None:
    assert set(ROWS) == set(course.widgets.__all__)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_nothing_in_a_notebook_keeps_anybody_out(gallery: LabPage, theme: str) -> None:
    gallery.set_theme(theme)
    shown = [n for n, cell in enumerate(gallery.cells()) if cell["outputs"]]
    found: dict[str, list[str]] = {}
    for number in shown:
        place = output(gallery, number)
        source = gallery.cells()[number]["source"].strip()
        if problems := barriers(gallery.page, "[data-axe]"):
            found[source] = problems
        if place.locator("section.course-widget").count():
            assert_legible(place)
        gallery.screenshot(f"everybody-{number:02d}-{theme}", of=place)
    assert not found, "\n".join(line for lines in found.values() for line in lines)
    cards = [
        output["data"][CARD]["diagnosis"] or output["data"][CARD]["passed"]
        for cell in gallery.cells()
        for output in cell["outputs"]
        if CARD in output.get("data", {})
    ]
    assert cards == ["not-started", "printed-not-returned", True]
    assert len(shown) >= len(ROWS) + len(cards)


def test_axe_would_see_a_barrier_in_a_widget(gallery: LabPage) -> None:
    place = output(gallery, 1).locator("section.course-widget")
    planted = '<p id="planted" style="color: #999; background: #fff">pale</p><button></button>'
    place.evaluate("(node, html) => node.insertAdjacentHTML('beforeend', html)", planted)
    rules = {each.split(":")[0] for each in barriers(gallery.page, "[data-axe]")}
    place.evaluate("node => { node.lastChild.remove(); node.lastChild.remove() }")
    assert rules == {"color-contrast", "button-name"}


# A button before and one behind a widget: where the walk begins and ends.
FENCES = """root => {
  for (const place of ['beforebegin', 'afterend']) {
    const html = `<button data-fence="${place}" data-lm-suppress-shortcuts="true">.</button>`;
    root.insertAdjacentHTML(place, html);
  }
}"""
UNFENCE = "for (const each of document.querySelectorAll('[data-fence]')) each.remove()"
# What has the focus: its kind and name; and whether what had it before looks different now.
STEP = """root => {
  const look = (top) => [top, ...top.querySelectorAll('*')].map((node) => {
    const css = getComputedStyle(node);
    const { outlineStyle, outlineWidth, boxShadow, textDecorationLine, stroke, strokeWidth } = css;
    return [outlineStyle, outlineWidth, boxShadow, textDecorationLine, stroke, strokeWidth];
  }).join();
  const before = window.lastStop;
  const seen = !before || look(before.node) !== before.look;
  const node = document.activeElement;
  const inside = root.contains(node);
  window.lastStop = inside ? { node, look: look(node) } : null;
  const tag = node.tagName.toLowerCase();
  const inputs = { range: 'slider', number: 'spinbutton', radio: 'radio', text: 'textbox' };
  const tags = { button: 'button', select: 'combobox', textarea: 'textbox', summary: 'disclosure' };
  const kind = node.getAttribute('role') ?? (tag === 'input' ? inputs[node.type] : tags[tag]);
  const name = node.getAttribute('aria-label') ?? node.innerText;
  return { inside, seen, fence: node.dataset.fence, kind: kind ?? 'scroller', name };
}"""
# What Tab must reach; of radio buttons and the items of a tree one is enough.
REACHABLE = """root => [...root.querySelectorAll(
  'button, input, select, textarea, summary, [tabindex="0"]')]
  .filter((node) => node.checkVisibility() && !node.disabled && node.tabIndex === 0)
  .filter((node) => node.type !== 'radio').length"""


def walk(page: LabPage, widget: Locator, title: str) -> set[str]:
    """Go through a widget by Tab, and back; return the kinds of the controls on the way."""
    widget.evaluate(FENCES)
    page.page.locator("[data-fence=beforebegin]").focus()
    ways = []
    for key, end in (("Tab", "afterend"), ("Shift+Tab", "beforebegin")):
        page.page.evaluate("() => { window.lastStop = null }")
        stops = []
        for _ in range(100):
            page.page.keyboard.press(key)
            stop = widget.evaluate(STEP)
            assert stop["seen"], f"{title}: the focus cannot be seen on {stops[-1]['name']!r}"
            if not stop["inside"]:
                break
            assert stop["name"], f"{title}: a {stop['kind']} has no name"
            stops.append(stop)
        assert stop["fence"] == end, f"{title}: {key} does not lead out, but to {stop}"
        ways.append(stops)
    there, back = ways
    assert len(there) == len(back)
    radios = sum(stop["kind"] == "radio" for stop in there)
    assert len(there) - radios == widget.evaluate(REACHABLE), [stop["name"] for stop in there]
    page.page.evaluate(UNFENCE)
    return {stop["kind"] for stop in there}


# What is drawn and said.
PICTURE = """root => [...root.querySelectorAll('svg[role], .course-picture, .course-words')]
  .map((node) => node.outerHTML).join()"""


def perform(page: LabPage, widget: Locator, act: Act) -> None:
    """Press the keys of an act, one by one, and wait for what it must bring."""
    control = (
        widget.locator("summary", has_text=act.name)
        if act.role == "disclosure"
        else widget.get_by_role(act.role, name=act.name)
    )
    control.first.focus()
    if act.says:
        expect(widget).not_to_contain_text(act.says, use_inner_text=True)
    before = widget.evaluate(PICTURE)
    for key in act.keys.split():
        page.page.keyboard.press(key)
    if act.says:
        expect(widget).to_contain_text(act.says, use_inner_text=True)
    else:
        page.page.wait_for_function(
            f"([root, before]) => ({PICTURE})(root) !== before",
            arg=[widget.element_handle(), before],
        )


@pytest.mark.parametrize("name", ROWS)
def test_the_keyboard_alone_is_enough(gallery: LabPage, name: str) -> None:
    row = ROWS[name]
    widget = gallery.notebook.get_by_role("region", name=row.title)
    widget.scroll_into_view_if_needed()
    if (widget.get_attribute("data-live") or "yes") != "yes":
        expect(widget).to_have_attribute("data-live", "yes")
    kinds = walk(gallery, widget, row.title)
    for act in row.acts:
        perform(gallery, widget, act)
    kinds |= walk(gallery, widget, row.title)
    assert kinds - {"scroller"} <= {act.role for act in row.acts}
    assert len(gallery.cells()) == 1 + len(ROWS) + 2 * len(MODULES), "no key was a command"
    assert gallery.errors == []


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_start_page_keeps_nobody_out(page: LabPage, gallery: LabPage, theme: str) -> None:
    page.open("START_HERE.md").set_theme(theme)
    page.page.wait_for_selector(".jp-MarkdownViewer h1")
    assert not barriers(page.page, ".jp-MarkdownViewer")


def test_all_of_this_asked_nobody_else(gallery: LabPage) -> None:
    assert len(gallery.requests) > 50
    assert gallery.strangers() == []

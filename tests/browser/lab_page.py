"""A JupyterLab page as a test sees it: open, run, type, look. Every wait is on a condition."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Locator, Page, expect

from course_cli.lab_server import LabServer

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
PATIENCE = float(os.environ.get("PATIENCE", 120_000))
"""Milliseconds that a condition may take on a busy machine."""

CARD = "application/vnd.course.check+json"

# One notebook panel is current; its model says what the page will show.
CURRENT = "window.jupyterapp?.shell?.currentWidget"
ALL_HAVE_RUN = f"""() => {{
  const panel = {CURRENT};
  const state = panel?.sessionContext?.session?.kernel?.status;
  return state === 'idle'
    && ![...panel.node.querySelectorAll('.jp-InputPrompt')].some(p => p.innerText.includes('*'));
}}"""


def solutions(lesson: str) -> dict[str, str]:
    """The instructor's answers of a lesson, {cell id: source}, without the markers."""
    notebook = nbformat.read(ROOT / "source" / lesson / f"{lesson}.ipynb", as_version=4)
    return {
        cell.id: re.sub(r"^ *### (BEGIN|END) SOLUTION\n?", "", cell.source, flags=re.MULTILINE)
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


class LabPage:
    """One browser tab with JupyterLab in it."""

    def __init__(self, page: Page, server: LabServer) -> None:
        self.page = page
        self.server = server
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.console: list[str] = []
        # Of the whole context: frames, workers and windows that the page opens count too.
        page.context.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("requestfailed", lambda it: self.console.append(f"{it.failure}: {it.url}"))

    # --- getting somewhere -------------------------------------------------------------------
    def start(self) -> LabPage:
        """Open the link that `course lab` prints, and wait for its first page."""
        self.go(self.server.link)
        if self.server.page:
            self.page.wait_for_selector(f".lm-TabBar-tabLabel:has-text('{self.server.page}')")
            self.page.wait_for_selector(".jp-MarkdownViewer h1")
        return self

    def open(self, notebook: str) -> LabPage:
        """Open a notebook (or another file) by its path, in a workspace of its own."""
        workspace = "test-" + "".join(c if c.isalnum() else "-" for c in notebook)
        self.go(
            f"{self.server.url}/workspaces/{workspace}/tree/{notebook}?token={self.server.token}"
        )
        if notebook.endswith(".ipynb"):
            self.page.wait_for_function(
                f"path => {CURRENT}?.context?.path === path && {CURRENT}?.content?.model",
                arg=notebook,
            )
            self.wait_until_idle()
        return self

    def go(self, address: str) -> LabPage:
        """Open an address of the server and wait until JupyterLab is there."""
        self.page.goto(address)
        self.page.wait_for_function("() => window.jupyterapp !== undefined")
        self.page.evaluate("() => window.jupyterapp.restored.then(() => true)")
        return self.wait_for_curtain()

    def wait_for_curtain(self) -> LabPage:
        """Wait until the picture that covers the page while it loads is gone."""
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")
        return self

    def command(self, name: str, **arguments: Any) -> None:
        """Execute one of JupyterLab's commands and wait for what it promises."""
        self.page.evaluate(
            "async ([name, args]) => { await window.jupyterapp.commands.execute(name, args) }",
            [name, arguments],
        )

    # --- notebooks ---------------------------------------------------------------------------
    @property
    def notebook(self) -> Locator:
        """The notebook in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook").last

    def cell(self, number: int) -> Locator:
        """The cell at this position, counted from 0, Markdown included."""
        return self.notebook.locator(".jp-Cell").nth(number)

    def cells(self) -> list[dict[str, Any]]:
        """The notebook in front as it is now, cell by cell, in notebook format."""
        found: list[dict[str, Any]] = self.page.evaluate(
            f"() => {CURRENT}.content.model.toJSON().cells"
        )
        return found

    def position_of(self, cell_id: str) -> int:
        """The position of the cell with this id."""
        return [cell["id"] for cell in self.cells()].index(cell_id)

    def run_all(self) -> LabPage:
        """Run every code cell of the notebook in front, one by one; go on past errors."""
        for number, cell in enumerate(self.cells()):
            if cell["cell_type"] == "code":
                self.run(number)
        return self

    def run(self, number: int) -> LabPage:
        """Run one cell and wait until its outputs are there."""
        self.page.evaluate(
            f"""number => {{
                const notebook = {CURRENT}.content;
                notebook.deselectAll();
                notebook.activeCellIndex = number;
                window.cellHasRun = false;
                window.jupyterapp.commands.execute('notebook:run-cell')
                    .finally(() => {{ window.cellHasRun = true }});
            }}""",
            number,
        )
        self.page.wait_for_function("() => window.cellHasRun")
        return self.wait_until_idle()

    def wait_until_idle(self) -> LabPage:
        """Wait until the kernel is idle and no cell is waiting for it."""
        self.page.wait_for_function(ALL_HAVE_RUN)
        return self

    def verdicts(self) -> dict[str, bool | None]:
        """What the card of each test cell says, {cell id: passed}; None where there is no card."""
        found: dict[str, bool | None] = {}
        for cell in self.cells():
            if cell["metadata"].get("nbgrader", {}).get("grade"):
                cards = [o["data"][CARD] for o in cell["outputs"] if CARD in o.get("data", {})]
                found[cell["id"]] = cards[0]["passed"] if len(cards) == 1 else None
        return found

    def type_into(self, number: int, source: str) -> LabPage:
        """Replace the source of a cell with the keyboard, as a person does."""
        editor = self.cell(number).locator(".cm-content")
        editor.scroll_into_view_if_needed()
        editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(source)
        return self

    def save(self) -> LabPage:
        """Save the notebook in front."""
        self.command("docmanager:save")
        return self

    # --- looking -----------------------------------------------------------------------------
    def set_theme(self, theme: str) -> LabPage:
        """Switch to "light" or "dark" and wait until it is applied."""
        name = f"JupyterLab {theme.capitalize()}"
        self.command("apputils:change-theme", theme=name)
        self.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)
        return self.wait_for_curtain()

    def screenshot(self, name: str, of: Locator | None = None) -> Path:
        """Keep a picture of the page, or of one element, under artefacts/ and say where."""
        path = ARTEFACTS / f"{name}.png"
        (of or self.page).screenshot(path=path)
        return path

    def strangers(self) -> list[str]:
        """The requests that went to somewhere else than this server."""
        own = (f"http://127.0.0.1:{self.server.port}/", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

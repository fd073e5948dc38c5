"""A JupyterLab server from the `course lab` code path, and a headless Chromium to look at it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import nbformat
import pytest
from lab_page import LabPage
from playwright.sync_api import Browser, sync_playwright

from course_cli.lab_folder import home_of
from course_cli.lab_server import LabServer

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]

HERE = Path(__file__).parent
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the tests are skipped, but never in CI."""
    if CHROMIUM is None:
        message = (
            "No Chromium found: install it (Debian: apt-get install chromium) to run these tests."
        )
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if as_root else [])]
    with sync_playwright() as playwright:
        # Playwright gives each launch a new user-data folder.
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def start_lab(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., LabServer]]:
    """Start servers that `prepare(...)` made, with an empty home; all end with the session."""
    home = tmp_path_factory.mktemp("home")
    servers: list[LabServer] = []

    def start(server: LabServer) -> LabServer:
        server.arguments = ["--LabApp.expose_app_in_browser=True"]
        server.variables = {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "IPYTHONDIR": str(home / "ipython"),
        }
        servers.append(server)
        server.start()
        return server

    try:
        yield start
    finally:
        for server in servers:
            server.stop()


@pytest.fixture(scope="session")
def lab(start_lab: Callable[..., LabServer], tmp_path_factory: pytest.TempPathFactory) -> LabServer:
    """A student's server on an empty folder: write notebooks into `lab.folder`."""
    folder = tmp_path_factory.mktemp("work")
    return start_lab(LabServer(folder, home_of(folder)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let fixtures know that their test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., LabPage]]:
    """Open a new tab on a server, with a memory of its own: `open_page(server)`.

    When the test fails, pictures of its tabs and the servers' last words are kept.
    """
    pages: list[LabPage] = []

    def open_page(server: LabServer) -> LabPage:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = LabPage(context.new_page(), server)
        pages.append(page)
        return page

    yield open_page
    failed = request.node.stash.get(FAILED, True)
    for number, page in enumerate(pages):
        if failed:
            page.screenshot(f"failed-{request.node.name}-{number}")
            print(*page.errors, *page.console[-30:], page.server.last_words(60), sep="\n")
        page.page.context.close()


@pytest.fixture
def page(lab: LabServer, open_page: Callable[..., LabPage]) -> LabPage:
    """A new tab on the student's server: `page.open("x.ipynb").run_all().set_theme("dark")`."""
    return open_page(lab)


@pytest.fixture
def write_notebook(lab: LabServer) -> Callable[..., str]:
    """Write a notebook of code cells into `lab.folder`; give back its path for `page.open`."""

    def write(name: str, *sources: str) -> str:
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in sources],
            metadata={
                "kernelspec": {
                    "name": "python3",
                    "display_name": "Python 3 (ipykernel)",
                    "language": "python",
                }
            },
        )
        nbformat.write(notebook, lab.folder / name)
        return name

    return write

"""The JupyterHub of docs/jupyterhub.md: an instructor and a student log in by the form."""

from __future__ import annotations

import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from class_hub import EXAMPLE, ClassHub
from lab_page import ARTEFACTS, PATIENCE
from playwright.sync_api import Browser, BrowserContext, Page, expect

from course_cli.lab_server import marked

ROOT = Path(__file__).parents[2]
LESSON = "00_toolkit"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="JupyterHub needs POSIX"),
]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[ClassHub]:
    """The example's hub for one instructor and one student, with a lesson in the exchange."""
    course, exchange = tmp_path / "course", tmp_path / "exchange"
    (course / "docs").mkdir(parents=True)
    for name in ("nbgrader_config.py", "pyproject.toml", "docs/instructor.md"):
        shutil.copy(ROOT / name, course / name)
    (course / "students.csv").write_text("id,last_name,first_name\nada,L,Ada\n", encoding="utf-8")
    outbound = exchange / "processes" / "outbound" / LESSON
    shutil.copytree(ROOT / "release" / LESSON, outbound)
    for name in ("inbound", "feedback"):
        (exchange / "processes" / name).mkdir()
    made = ClassHub(tmp_path / "hub", course, exchange)
    with made as running:
        wait_until_it_listens(running)
        yield running
    left = marked(made.mark)
    assert not left, [process.cmdline() for process in left]


def wait_until_it_listens(hub: ClassHub) -> None:
    """Wait until the proxy leads to the hub."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        assert hub.process.poll() is None, hub.last_words()
        try:
            urllib.request.urlopen(f"{hub.url}/hub/health", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(hub.last_words())


def log_in(browser: Browser, hub: ClassHub, name: str, password: str | None = None) -> Page:
    """Fill in the form in a tab with a memory of its own."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{hub.url}/hub/login")
    page.fill("#username_input", name)
    page.fill("#password_input", password or hub.password)
    page.click("#login_submit")
    return page


def see_the_lab(page: Page, title: str) -> None:
    """Wait for JupyterLab and the page that opens first."""
    expect(page.locator(".jp-MarkdownViewer h1").first).to_contain_text(title, timeout=PATIENCE)
    page.wait_for_selector("#jupyterlab-splash", state="detached")


def entries(page: Page) -> list[str]:
    """The entries of the Nbgrader menu."""
    page.click(".lm-MenuBar-item:has-text('Nbgrader')")
    page.wait_for_selector(".lm-Menu-item:has-text('Assignment List')")
    found = page.locator(".lm-Menu-item .lm-Menu-itemLabel").all_inner_texts()
    page.keyboard.press("Escape")
    return [text for text in found if text]


def status(context: BrowserContext, hub: ClassHub, path: str) -> int:
    """Return how a person's own server answers."""
    return context.request.get(f"{hub.url}{path}").status


def test_a_student_and_an_instructor_each_get_their_side_of_the_course(
    hub: ClassHub, browser: Browser
) -> None:
    pages: dict[str, Page] = {}
    try:
        for name in ("grace", "ada"):
            pages[name] = log_in(browser, hub, name)
        ada, grace = pages["ada"], pages["grace"]

        see_the_lab(ada, "Start here")
        assert entries(ada) == ["Assignment List"]
        assert status(ada.context, hub, "/user/ada/formgrader") == 404
        ada.click(".lm-MenuBar-item:has-text('Nbgrader')")
        ada.click(".lm-Menu-item:has-text('Assignment List')")
        released = ada.locator("#released_assignments_list")
        expect(released).to_contain_text(LESSON, timeout=PATIENCE)
        home = hub.folder / "homes" / "ada"
        assert (home / "processes" / "START_HERE.md").is_file()

        see_the_lab(grace, "From zero to a graded class")
        assert {"Assignment List", "Formgrader"} <= set(entries(grace))
        assert status(grace.context, hub, "/user/grace/formgrader/manage_assignments") == 200

        # One person's server is closed to another, and a stranger to the class gets none.
        assert status(ada.context, hub, "/user/grace/api/contents") in (403, 404)
        pages["eve"] = log_in(browser, hub, "eve")
        expect(pages["eve"].locator(".login_error")).to_be_visible(timeout=PATIENCE)
        pages["wrong"] = log_in(browser, hub, "ada", "guess")
        expect(pages["wrong"].locator(".login_error")).to_be_visible(timeout=PATIENCE)
    except BaseException:
        for name, page in pages.items():
            page.screenshot(path=ARTEFACTS / f"failed-hub-{name}.png")
        print(hub.last_words())
        raise
    finally:
        for page in pages.values():
            page.context.close()


def test_every_setting_of_the_example_is_one_that_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyterhub.app import JupyterHub
    from jupyterhub.auth import Authenticator
    from jupyterhub.proxy import ConfigurableHTTPProxy
    from jupyterhub.spawner import Spawner
    from systemdspawner import SystemdSpawner
    from traitlets.config import PyFileConfigLoader

    (tmp_path / "students.csv").write_text("id\nada\ngrace\n", encoding="utf-8")
    monkeypatch.setenv("COURSE_FOLDER", str(tmp_path))
    monkeypatch.setenv("COURSE_INSTRUCTORS", "grace")
    config = PyFileConfigLoader(EXAMPLE.name, path=str(EXAMPLE.parent)).load_config()
    known = [JupyterHub, Authenticator, ConfigurableHTTPProxy, Spawner, SystemdSpawner]
    traits = {one.__name__: set(one.class_traits(config=True)) for one in known}
    for section, settings in config.items():
        assert set(settings) <= traits[section], section
    assert config.Authenticator.allowed_users == {"ada", "grace"}
    # What a test or a demonstration may use must not be what a class gets.
    assert config.JupyterHub.authenticator_class == "pam"
    assert config.JupyterHub.spawner_class == "systemd"
    assert config.JupyterHub.bind_url.startswith("http://127.0.0.1:")

"""The site to read, as a reader without Jupyter has it: whole, local, usable by everybody."""

from __future__ import annotations

import functools
import html
import re
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from looking import barriers
from playwright.sync_api import Browser, Page, Route, expect

from authoring.anatomy import HIDDEN, SOLUTION
from authoring.lessons import Course
from authoring.site.build import Built, build
from authoring.site.lessons import notebooks
from authoring.site.views import places

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of the real lessons."""
    return build(COURSE, tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="session")
def site(built: Built) -> Path:
    return built.folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """The site on a plain web server of this computer."""
    handler = functools.partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{http.server_address[1]}/"
        http.shutdown()
        thread.join()


@pytest.fixture
def strange() -> list[str]:
    """What went wrong in the tabs, and what they asked other machines for."""
    return []


@pytest.fixture
def open_tab(browser: Browser, server: str, strange: list[str]) -> Iterator[Open]:
    """Open a page of the site: `open_tab("index.html", scheme="dark")`; foreign requests end."""
    contexts = []

    def judge(route: Route) -> None:
        url = route.request.url
        if url.startswith((server, "file:", "data:", "blob:")):
            route.continue_()
        else:
            strange.append(f"asked for {url}")
            route.abort()

    def open_tab(path: str, *, scheme: str = "light", base: str = server) -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        context.route("**/*", judge)
        page = context.new_page()
        page.on("pageerror", lambda error: strange.append(f"{path}: {error}"))
        page.on(
            "console",
            lambda said: strange.append(f"{path}: {said.text}") if said.type == "error" else None,
        )
        page.goto(base + path)
        return page

    yield open_tab
    for context in contexts:
        context.close()


def views_are_there(page: Page) -> int:
    """Wait until every saved widget of a page is shown; return how many there are."""
    places = page.locator(".course-view")
    expect(page.locator(".course-view[data-shown]")).to_have_count(places.count())
    return places.count()


def test_every_page_opens_and_asks_no_other_machine(
    site: Path, open_tab: Open, strange: list[str]
) -> None:
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert len(pages) >= len(COURSE.lessons) + 2
    tab = open_tab("index.html")
    base = tab.url.removesuffix("index.html")
    shown = 0
    for path in pages:
        tab.goto(base + path)
        expect(tab).to_have_title(re.compile("Processes: a course you run"))
        shown += views_are_there(tab)
    assert shown == len(list((site / "_static" / "views").glob("[0-9]*.js")))
    assert strange == []


def test_a_foreign_request_would_be_seen(open_tab: Open, strange: list[str]) -> None:
    tab = open_tab("index.html")
    tab.evaluate("fetch('https://example.org/x').catch(() => 0)")
    assert any("asked for https://example.org/x" in one for one in strange)


def test_all_widgets_that_need_no_kernel_are_saved(built: Built) -> None:
    wanted = [one for lesson in COURSE.lessons for one in places(lesson, *notebooks(lesson))]
    assert built.views == sum(len(one.pictures) for one in wanted) > 0


def test_sphinx_has_nothing_to_complain_of(built: Built) -> None:
    assert built.warnings == ()


def test_no_line_of_an_answer_or_a_hidden_test_can_be_read(site: Path) -> None:
    every = {lesson.name: notebooks(lesson) for lesson in COURSE.lessons}
    # Taught code may come back in an answer: what students are given stands in the open.
    given = {
        line.strip()
        for _, released in every.values()
        for cell in released.cells
        for line in cell.source.splitlines()
    }
    secret = {
        line.strip()
        for source, _ in every.values()
        for cell in source.cells
        for block in (*SOLUTION.findall(cell.source), *HIDDEN.findall(cell.source))
        for line in block.splitlines()
        if len(line.strip()) > 15 and not line.strip().startswith("#")
    } - given
    assert len(secret) > 200
    seen = set[str]()
    tags = re.compile(r"<[^>]+>")
    for path in sorted(site.rglob("*")):
        if path.suffix in {".html", ".js", ".txt"}:
            text = path.read_text(encoding="utf-8")
            said = html.unescape(tags.sub("", text)) if path.suffix == ".html" else text
            lines = {line.strip() for line in said.replace("\\n", "\n").splitlines()}
            assert not secret & lines, path.name
            seen |= lines
    assert "raise NotImplementedError()" in seen, "the code on the pages has been read"


def test_a_lesson_shows_what_it_printed_when_it_was_written(site: Path) -> None:
    source, _ = notebooks(COURSE.find("5"))
    printed = next(
        output.text.splitlines()[0]
        for cell in source.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream"
    )
    page = (site / "lessons" / "05_states.html").read_text(encoding="utf-8")
    assert html.escape(printed, quote=False) in page


def test_the_map_leads_to_every_lesson(open_tab: Open) -> None:
    tab = open_tab("index.html")
    links = tab.locator(".course-map .course-lesson")
    expect(links).to_have_count(len(COURSE.lessons))
    links.nth(3).click()
    expect(tab.locator("h1")).to_contain_text("round robin")


def test_search_finds_a_word_of_a_lesson(open_tab: Open, strange: list[str]) -> None:
    tab = open_tab("search.html?q=zombie")
    expect(tab.locator("#search-results li a").first).to_be_visible()
    assert strange == []


def test_the_pages_work_from_a_disk(site: Path, open_tab: Open, strange: list[str]) -> None:
    tab = open_tab("lessons/05_states.html", base=site.as_uri() + "/")
    assert views_are_there(tab) > 0
    assert strange == []


def test_a_picture_can_be_stepped_by_keyboard(open_tab: Open) -> None:
    tab = open_tab("lessons/05_states.html")
    views_are_there(tab)
    view = tab.locator(".course-view").first
    expect(view).to_contain_text("Step 1 of")
    view.get_by_role("button", name="Next").focus()
    tab.keyboard.press("Enter")
    expect(view).to_contain_text("Step 2 of")


def test_a_gantt_chart_takes_a_guess_without_a_kernel(open_tab: Open) -> None:
    tab = open_tab("lessons/03_round_robin.html")
    views_are_there(tab)
    view = tab.locator(".course-view").first
    expect(view.get_by_role("button", name="Play")).to_be_hidden()
    for field in view.locator(".gantt-guess input").all():
        field.fill("20")
    view.get_by_role("button", name="Check my guess").click()
    expect(view.get_by_role("button", name="Play")).to_be_visible()


def test_a_live_widget_stays_a_picture(site: Path) -> None:
    page = (site / "lessons" / "10_socket_server.html").read_text(encoding="utf-8")
    assert "course-view" not in page.replace("course-views.js", "")
    assert "This is a picture; run the cell in JupyterLab" in page


def test_the_button_turns_widgets_and_outputs_dark(open_tab: Open) -> None:
    tab = open_tab("lessons/05_states.html")
    views_are_there(tab)
    widget = tab.locator(".course-live .course-widget").first
    paper = "node => getComputedStyle(node).backgroundColor"
    assert widget.evaluate(paper) == "rgb(255, 255, 255)"
    tab.locator(".content-icon-container .theme-toggle").click()  # auto to light or dark
    if tab.locator("html").get_attribute("data-theme") == "light":
        tab.locator(".content-icon-container .theme-toggle").click()
    expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
    assert widget.evaluate(paper) != "rgb(255, 255, 255)"


def test_paper_gets_light_pictures_and_no_menus(open_tab: Open) -> None:
    tab = open_tab("lessons/05_states.html", scheme="dark")
    views_are_there(tab)
    tab.emulate_media(media="print")
    expect(tab.locator("html")).to_have_attribute("data-theme", "light")
    expect(tab.locator(".course-view .course-live").first).to_be_hidden()
    expect(tab.locator(".course-view .course-still svg").first).to_be_visible()
    expect(tab.locator(".sidebar-drawer")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["index.html", "student.html", "lessons/05_states.html"])
def test_nothing_keeps_anybody_out(path: str, scheme: str, open_tab: Open) -> None:
    tab = open_tab(path, scheme=scheme)
    views_are_there(tab)
    tab.evaluate("document.querySelectorAll('details').forEach(each => (each.open = true))")
    assert not barriers(tab)


def test_a_gantt_chart_on_a_page_keeps_nobody_out(open_tab: Open) -> None:
    tab = open_tab("lessons/02_fcfs_and_sjf.html")
    views_are_there(tab)
    for field in tab.locator(".gantt-guess input").all():
        field.fill("20")
    tab.get_by_role("button", name="Check my guess").click()
    assert not barriers(tab, ".course-view")


def test_axe_would_see_a_barrier(open_tab: Open) -> None:
    tab = open_tab("index.html")
    tab.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<button></button>')")
    assert any(each.startswith("button-name") for each in barriers(tab, "article"))

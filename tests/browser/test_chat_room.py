"""The page of the chat room without JupyterLab: keys, focus, words, no markup from others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from course.widgets import ChatRoom

# A model as anywidget gives it to a page: `frame`, one handler for its changes, `send`.
SHOW = """([esm, frame]) => {
  window.handlers = {};
  window.frame = frame;
  const model = {
    get: () => window.frame,
    on: (name, handler) => (window.handlers[name] = handler),
    off() {},
    send: (request) => window.ask(request),
  };
  const url = URL.createObjectURL(new Blob([esm], { type: 'text/javascript' }));
  return import(url).then((module) => {
    module.default.render({ model, el: document.getElementById('place') });
  });
}"""


class Room:
    """A room and its page; `turn` carries what the page asks for, and the answer, across."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.widget = ChatRoom()
        self.asked: list[dict[str, Any]] = []
        self.done = 0
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.expose_function("ask", lambda request: self.asked.append(request))
        page.set_content(f"<style>{self.widget._css}</style><div id='place'></div>")
        page.evaluate(SHOW, [self.widget._esm, self.widget.frame])
        self.turn()

    def turn(self) -> None:
        """Do what was asked for, and send the page a new frame."""
        self.page.wait_for_timeout(30)
        while self.asked:
            request = self.asked.pop(0)
            self.done += 1
            if request["do"] not in ("hello", "bye"):
                self.widget._try(lambda request=request: self.widget.act(request))  # type: ignore[misc]
        self.widget.refresh()
        self.page.evaluate(
            "frame => { window.frame = frame; handlers['change:frame'](); }", self.widget.frame
        )

    def until(self, condition: Callable[[], object]) -> None:
        """Turn until it is so; fail after a while."""
        give_up = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < give_up, "it did not happen in time"
            self.turn()

    def words(self, name: str) -> str:
        """Return what a client hears, as the page shows it."""
        return self.page.get_by_label(f"What {name} hears").inner_text()

    def press(self, button: str) -> None:
        """Press a button by keyboard; what it asks for is done then."""
        before = self.done
        self.page.get_by_role("button", name=button, exact=True).press("Enter")
        self.until(lambda: self.done > before)


@pytest.fixture
def room(browser: Browser) -> Iterator[Room]:
    page = browser.new_page(viewport={"width": 900, "height": 900})
    made = Room(page)
    yield made
    made.widget.close()
    page.close()
    assert made.errors == []


def test_people_chat_by_keyboard_and_see_which_process_serves_whom(room: Room) -> None:
    room.press("Open the room")
    line = room.page.get_by_label("Say something as Ada")
    line.focus()
    room.page.keyboard.type("hello <b>all</b>")
    room.page.keyboard.press("Enter")
    room.until(lambda: "Ada: hello <b>all</b>" in room.words("Bob"))
    expect(line).to_be_focused()
    expect(line).to_have_value("")
    pids = [row["pid"] for row in room.widget.frame["rows"]]
    for pid in pids:
        expect(room.page.locator(".course-wiring")).to_contain_text(f"pid {pid}")
    expect(room.page.get_by_role("status")).to_contain_text("hello")


def test_who_is_cut_off_can_only_connect_again(room: Room) -> None:
    room.press("Open the room")
    room.press("Kill the handler of Bob")
    room.until(lambda: "(Bob was cut off)" in room.words("Ada"))
    room.until(lambda: not room.widget.frame["panes"][1]["connected"])
    page = room.page
    expect(page.get_by_role("button", name="Bob leaves")).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_label("Say something as Bob")).not_to_be_editable()
    room.press("Connect Bob")
    room.until(lambda: room.words("Ada").count("(Bob comes in)") == 2)


def test_a_closed_room_says_how_it_ended_and_offers_to_open(room: Room) -> None:
    room.press("Open the room")
    expect(room.page.get_by_label("What to type in a terminal")).to_be_visible()
    room.press("Close the room")
    expect(room.page.locator(".course-summary")).to_contain_text("closed in good order")
    expect(room.page.get_by_label("What to type in a terminal")).to_be_hidden()
    expect(room.page.get_by_role("button", name="Open the room")).to_be_enabled()


def test_all_that_takes_keys_keeps_them_from_the_notebook(room: Room) -> None:
    room.press("Open the room")
    loose = room.page.evaluate(
        "() => [...document.querySelectorAll('button, input, select, [tabindex]')]"
        ".filter((node) => !node.dataset.lmSuppressShortcuts).map((node) => node.outerHTML)"
    )
    assert loose == []

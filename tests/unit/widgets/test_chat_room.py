"""The chat room: real processes behind the buttons, and none before the first of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from course.chat import ChatClient
from course.widgets import ChatRoom
from course.widgets.chat_map import draw_map
from course.widgets.live import LiveWidget

from .conftest import until


@pytest.fixture
def room() -> Iterator[ChatRoom]:
    room = ChatRoom()
    yield room
    room.close()


@pytest.fixture
def open_room(room: ChatRoom) -> ChatRoom:
    room.act({"do": "open"})
    room.refresh()
    return room


def pane(room: ChatRoom, name: str) -> dict[str, Any]:
    room.refresh()
    found: dict[str, Any] = next(pane for pane in room.frame["panes"] if pane["name"] == name)
    return found


def heard(room: ChatRoom, name: str) -> list[str]:
    return [line["text"] for line in pane(room, name)["lines"]]


def pids(room: ChatRoom) -> dict[str, int]:
    room.refresh()
    return {row["name"]: row["pid"] for row in room.frame["rows"]}


def test_it_is_a_live_widget_that_starts_nothing_by_itself(room: ChatRoom) -> None:
    before = psutil.Process().children()
    assert isinstance(room, LiveWidget)
    assert room.frame["open"] is False
    assert room.frame["summary"] == "The room is closed: no process runs."
    room._repr_mimebundle_()
    assert psutil.Process().children() == before


def test_opening_it_starts_a_server_and_a_process_for_each_pane(open_room: ChatRoom) -> None:
    json.dumps(open_room.frame)
    served = pids(open_room)
    assert sorted(served) == ["Ada", "Bob"]
    assert len(set(served.values())) == 2
    assert all(psutil.pid_exists(pid) for pid in served.values())
    assert pane(open_room, "Ada")["served"] == f"served by pid {served['Ada']}"
    assert f"pid {served['Bob']}" in open_room.frame["map"]


def test_what_one_pane_says_all_panes_hear(open_room: ChatRoom) -> None:
    open_room.act({"do": "say", "name": "Ada", "text": " hello <b> "})
    until(lambda: "Ada: hello <b>" in heard(open_room, "Bob"))
    until(lambda: "Ada: hello <b>" in heard(open_room, "Ada"))
    own = [line["text"] for line in pane(open_room, "Ada")["lines"] if line["mine"]]
    assert own == ["Ada: hello <b>"]
    assert "Ada: hello <b>" in open_room.frame["news"]["lines"]


def test_nothing_is_said_by_blanks_alone(open_room: ChatRoom) -> None:
    open_room.act({"do": "say", "name": "Ada", "text": "   "})
    open_room.act({"do": "say", "name": "Ada", "text": "now"})
    until(lambda: "Ada: now" in heard(open_room, "Bob"))
    assert not [line for line in heard(open_room, "Bob") if line == "Ada: "]


def test_leaving_crashing_and_coming_back_are_told_to_the_others(open_room: ChatRoom) -> None:
    open_room.act({"do": "leave", "name": "Bob"})
    assert pane(open_room, "Bob")["state"] == "has left"
    until(lambda: list(pids(open_room)) == ["Ada"])
    open_room.act({"do": "connect", "name": "Bob"})
    open_room.act({"do": "crash", "name": "Bob"})
    assert pane(open_room, "Bob")["state"] == "has crashed"
    until(lambda: "(Bob was cut off)" in heard(open_room, "Ada"))
    lines = heard(open_room, "Ada")
    assert lines.count("(Bob comes in)") == 2


def test_a_killed_handler_cuts_off_its_client_alone(open_room: ChatRoom) -> None:
    victim = pids(open_room)["Bob"]
    open_room.act({"do": "kill", "name": "Bob"})
    until(lambda: pane(open_room, "Bob")["state"] == "cut off")
    until(lambda: not psutil.pid_exists(victim))
    assert list(pids(open_room)) == ["Ada"]
    assert pane(open_room, "Ada")["connected"]


def test_a_client_is_added_up_to_six(open_room: ChatRoom) -> None:
    for _ in range(6):
        open_room.act({"do": "add"})
    assert len(pids(open_room)) == 6
    assert open_room.frame["room_left"] is False


def test_a_stranger_from_a_terminal_is_on_the_map_and_heard(open_room: ChatRoom) -> None:
    words = open_room.frame["command"].split()
    port, key = int(words[3]), words[5]
    with ChatClient(port, "Gast & Co", key) as guest:
        guest.say("from outside")
        until(lambda: "Gast & Co: from outside" in heard(open_room, "Ada"))
        assert "Gast & Co" in pids(open_room)
        assert "Gast &amp; Co" in open_room.frame["map"]


def test_closing_it_says_how_and_leaves_nothing_behind(open_room: ChatRoom) -> None:
    running = [*pids(open_room).values()]
    open_room.act({"do": "close"})
    open_room.refresh()
    assert open_room.frame["summary"] == (
        "The room was closed in good order; 2 clients had been served. "
        "Exit codes of the handlers: 0 (2 times)."
    )
    assert pane(open_room, "Ada")["state"] == "closed by the server"
    assert not any(psutil.pid_exists(pid) for pid in running)
    open_room.act({"do": "open"})
    assert len(pids(open_room)) == 2


def test_closing_the_widget_ends_the_server() -> None:
    room = ChatRoom()
    room.open_room()
    running = [*pids(room).values()]
    room.close()
    assert not any(psutil.pid_exists(pid) for pid in running)


def test_a_server_that_was_killed_is_reported(open_room: ChatRoom) -> None:
    server = open_room._server
    assert server is not None
    psutil.Process(server.pid).kill()
    until(lambda: open_room.refresh() or not open_room.frame["open"])
    assert open_room.frame["summary"].startswith("The server's process has ended")
    assert pane(open_room, "Ada")["state"] in ("cut off", "connected")
    until(lambda: pane(open_room, "Ada")["state"] == "cut off")


def test_an_unknown_pane_is_news_and_breaks_nothing(open_room: ChatRoom) -> None:
    open_room._try(lambda: open_room.act({"do": "say", "name": "Nobody", "text": "x"}))
    assert "That did not work: There is no pane for Nobody." in open_room.frame["news"]["lines"]


def test_the_fallback_is_a_picture_with_a_table(room: ChatRoom) -> None:
    bundle = room._repr_mimebundle_()
    assert bundle is not None
    page = bundle[0]["text/html"]
    assert page == room.draw(room.example())
    for words in ("<svg", "<table", "pid 102", "Ada: tea?", "served by"):
        assert words in page


def test_the_map_says_in_words_who_is_served() -> None:
    rows = [{"name": "Ada", "pid": 7, "said": 0, "leaving": False}]
    assert "Served: Ada by pid 7." in draw_map(5, 6, rows)
    assert "No process runs." in draw_map(None, None, [])

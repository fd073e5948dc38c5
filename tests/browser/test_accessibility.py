"""Every widget, the cards of checks and the start page: for eyes, ears and keyboards alike.

One notebook shows all of them. `ROWS` has a row for each widget of `course.widgets`; a widget
without one fails here. Where the picture of a live process would change by itself, the words that a
key brings are named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
import pytest
from lab_page import ROOT, LabPage
from looking import assert_legible, barriers
from playwright.sync_api import Browser, Locator, expect

import course.widgets
from course_cli.lab_server import LabServer
from course_cli.start_page import start_page


@dataclass(frozen=True)
class Act:
    """A key pressed on one control, and what the widget says then but did not before."""

    role: Any
    name: str
    key: str
    says: str


@dataclass(frozen=True)
class Row:
    """How a widget is made, its title, and an act for each kind of control that it has."""

    make: str
    title: str
    acts: tuple[Act, ...]


LIVE = (
    Act("button", "Pause", "Enter", "Paused: this is an earlier reading."),
    Act("button", "Go on", "Space", "Live: read anew every"),
    Act("combobox", "Seconds between two readings", "End", "Live: read anew every 5 s."),
)
STAGE = "Picture; arrow keys turn the pages, the space bar plays"
PAGES = (
    Act("group", STAGE, "Home", "Step 1 of"),
    Act("button", "Next", "Enter", "Step 2 of"),
    Act("slider", "Step", "ArrowLeft", "Step 1 of"),
    Act("group", STAGE, "ArrowRight", "Step 2 of"),
    Act("button", "Restart", "Space", "Step 1 of"),
)
ROWS = {
    "ChatRoom": Row(
        "ChatRoom()",
        "Chat room",
        (*LIVE, Act("button", "Open the room", "Enter", "Join from a terminal:")),
    ),
}


@pytest.fixture(scope="module")
def gallery(browser: Browser, lab: LabServer) -> Iterator[LabPage]:
    yield

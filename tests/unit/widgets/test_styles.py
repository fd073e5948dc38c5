"""The style sheets of all widgets meet in one notebook, so none may reach into another's parts."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import course.widgets

FOLDER = Path(course.widgets.__file__).parent
ICON = {"course-icon"}  # of icons.js; each sheet speaks of it only inside its own widget
SHEETS = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.css"))}


def classes(sheet: str) -> set[str]:
    """Return the names of all classes that a sheet speaks of."""
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", sheet)))


def test_no_two_widgets_style_one_class() -> None:
    own = {name: classes(SHEETS[name]) - classes(SHEETS["common"]) - ICON for name in SHEETS}
    assert len(own["gantt"]) > 20
    for one, other in combinations(own, 2):
        assert own[one].isdisjoint(own[other]), f"{one}.css and {other}.css: both style these"

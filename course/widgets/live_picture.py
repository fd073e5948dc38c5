"""`LivePicture`: a live widget whose frame is a picture, words, a small table and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course.widgets import assets, static
from course.widgets.live import Frame, LiveWidget
from course.widgets.pages import Page


@dataclass(frozen=True)
class Action:
    """A button: `key` is what Python is asked to do, `hint` is told on hovering."""

    key: str
    label: str
    hint: str = ""
    possible: bool = True


class LivePicture(LiveWidget):
    """A live widget without a script of its own: a subclass makes frames with `frame_of`."""

    _esm = assets.script("pictures", "live_picture")
    _css = assets.style("pictures", "live_picture")

    def draw(self, frame: Frame) -> str:
        """Return the picture and the table of a frame."""
        table = static.table(frame["head"], frame["rows"]) if frame["rows"] else ""
        caption = f"{frame['words']} This is a picture; run the cell in JupyterLab for a live one."
        return static.figure(frame["svg"], table, caption)


def frame_of(
    page: Page,
    *,
    title: str,
    head: Sequence[str] = (),
    actions: Sequence[Action] = (),
    finished: str = "",
) -> Frame:
    """Return the frame that shows a page; `finished` is what the status says after the end."""
    return {
        "title": title,
        "svg": page.svg,
        "words": page.words,
        "head": list(head),
        "rows": [list(row) for row in page.rows],
        "actions": [plain(action) for action in actions],
        "finished": finished,
        "summary": page.words,
    }


def plain(action: Action) -> dict[str, Any]:
    """Return a button as the page reads it."""
    return {
        "key": action.key,
        "label": action.label,
        "hint": action.hint,
        "possible": action.possible,
    }

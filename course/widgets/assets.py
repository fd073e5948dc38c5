"""The JavaScript and CSS of a widget: what all widgets share, followed by its own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def script(name: str) -> str:
    """Return one ES module: `common.js`, then `NAME.js` with the default export."""
    return f"{_read('common.js')}\n{_read(f'{name}.js')}"


def style(name: str) -> str:
    """Return one style sheet: `common.css`, then `NAME.css`."""
    return f"{_read('common.css')}\n{_read(f'{name}.css')}"


@cache
def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")

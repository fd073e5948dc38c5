"""The JavaScript and CSS of a widget: what all widgets share, followed by its own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def script(*names: str) -> str:
    """Return one ES module: `common.js`, then each `NAME.js`; the last has the default export."""
    return "\n".join(_read(f"{name}.js") for name in ("common", *names))


def style(*names: str) -> str:
    """Return one style sheet: `common.css`, then each `NAME.css`."""
    return "\n".join(_read(f"{name}.css") for name in ("common", *names))


@cache
def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")

"""What the check at work has proven so far."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

_proven: ContextVar[list[str] | None] = ContextVar("course_checks_proven", default=None)


@contextlib.contextmanager
def collecting() -> Iterator[list[str]]:
    """Collect what is proven inside the block."""
    proven: list[str] = []
    token = _proven.set(proven)
    try:
        yield proven
    finally:
        _proven.reset(token)


def prove(statement: str) -> None:
    """Note one proven statement; outside a check it is dropped."""
    proven = _proven.get()
    if proven is not None and statement not in proven:
        proven.append(statement)

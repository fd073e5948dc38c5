"""Start a child for as long as a `with` block lasts."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import Any

from course.processes.stopping import stop


@contextmanager
def started(
    target: Callable[..., object],
    *args: Any,
    name: str | None = None,
    start_method: str | None = None,
    grace: float = 2.0,
    **kwargs: Any,
) -> Iterator[BaseProcess]:
    """Run `target(*args, **kwargs)` in a child; stop it, and all below it, when the block ends.

    `target` must be importable: a child that is spawned cannot find what only the notebook knows.
    `start_method` is the system's default if None. `grace` is how many seconds the child gets to
    end by itself, once asked, before it is killed.
    """
    context = multiprocessing.get_context(start_method)
    if getattr(target, "__module__", "") == "__main__" and context.get_start_method() != "fork":
        raise ValueError(
            f"{target.__qualname__} was defined in the notebook, where a child cannot import it. "
            "Move it to a cell that begins with %%module."
        )
    child = context.Process(target=target, args=args, kwargs=kwargs, name=name)  # type: ignore[attr-defined]
    child.start()
    try:
        yield child
    finally:
        stop(child, grace=grace)

"""Helpers for the notebooks of a course on operating-system processes.

`%load_ext course` gives a notebook the `%%module` magic. Importing this package is cheap on
purpose: every spawned child imports it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Prepare a notebook for the course; called by `%load_ext course`."""
    from course import magics, streams

    magics.register(shell)
    shell.events.register("post_run_cell", streams.hear_children)

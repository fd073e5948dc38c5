"""What a person would call a process, and which processes are only helpers."""

from __future__ import annotations

import multiprocessing.process
from multiprocessing.process import BaseProcess
from pathlib import PurePath

# How a helper is known: by what its command line mentions.
HELPERS = {
    "multiprocessing.resource_tracker": "resource tracker",
    "multiprocessing.forkserver": "fork server",
    "course.checks.runner": "check runner",
}


def helper_of(command: tuple[str, ...], parents_command: tuple[str, ...]) -> str | None:
    """Say which helper this is; a fork of a helper (same command as its parent) does real work."""
    if command == parents_command:
        return None
    line = " ".join(command)
    return next((kind for mark, kind in HELPERS.items() if mark in line), None)


def names_of_children() -> dict[int, str]:
    """Return the multiprocessing names of this process's own children.

    The public `active_children()` collects ended children as it goes: a zombie would be gone before
    anyone saw it.
    """
    try:
        own: list[BaseProcess] = list(getattr(multiprocessing.process, "_children", ()))
    except RuntimeError:  # the set grew while another thread started a child
        own = []
    return {child.pid: child.name for child in own if child.pid is not None}


def title_of(command: tuple[str, ...]) -> str:
    """Return what a person would call a process with this command line ("" where there is none)."""
    if not command:
        return ""
    words = iter(command[1:])
    for word in words:
        if word == "-m":
            module = next(words, "")
            return "kernel" if module.startswith("ipykernel") else module
        if word == "-c":
            return "multiprocessing child" if "multiprocessing" in next(words, "") else "python -c"
        if not word.startswith("-"):
            if PurePath(command[0]).name.lower().startswith("python"):
                return PurePath(word).name
            break
    return PurePath(command[0]).name

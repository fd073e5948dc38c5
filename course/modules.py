"""Modules that a notebook's cells save: which names are allowed, and what is written."""

from __future__ import annotations

import contextlib
import importlib.machinery
import keyword
import os
import sys
import tempfile
from pathlib import Path

MARK = "# %%module "
MAGIC = "%%module"
RESERVED = frozenset({"course", "grading", "authoring", "course_cli", "sitecustomize"})
# Windows gives these names to devices, with any extension.
DEVICES = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)
}


class ModuleNameError(ValueError):
    """A name that a module of the notebook cannot have; says why and what to do."""


def check_name(name: str, folder: Path) -> str:
    """Return `name` if a cell may save a module under it.

    Raises:
        ModuleNameError: if it is no identifier, reserved, or would hide an importable module.
    """
    if not name:
        raise ModuleNameError("Give the module a name: %%module greeting")
    if not (name.isidentifier() and name.isascii()) or keyword.iskeyword(name):
        raise ModuleNameError(
            f"{name!r} cannot be a module's name: use letters, digits and _, "
            "beginning with a letter, and no word of Python's own."
        )
    if name.startswith("__") or name in RESERVED or name.lower() in DEVICES:
        raise ModuleNameError(f"{name!r} is reserved. Choose another name.")
    if _importable(name, folder):
        raise ModuleNameError(
            f"{name!r} would hide a module of that name that Python can import already. "
            "Choose another name."
        )
    return name


def _importable(name: str, folder: Path) -> bool:
    if name in sys.stdlib_module_names or name in sys.builtin_module_names:
        return True
    elsewhere = [p for p in sys.path if Path(p or os.curdir).resolve() != folder.resolve()]
    try:
        spec = importlib.machinery.PathFinder.find_spec(name, elsewhere)
    except (ImportError, ValueError):
        return True
    # A folder without __init__.py is found too; a module beside the notebook comes before it.
    return spec is not None and spec.origin is not None


def module_text(name: str, body: str) -> str:
    """Return the text of `NAME.py`: the cell, with the magic line turned into a comment.

    The comment keeps the file's line numbers equal to the cell's.
    """
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    return f"{MARK}{name}\n{body.rstrip()}\n"


def write(folder: Path, name: str, text: str) -> Path:
    """Write the module's file atomically, as UTF-8 with LF line ends; return its path.

    Raises:
        OSError: if the folder cannot be written; an earlier file is left as it was.
    """
    path = folder / f"{name}.py"
    descriptor, temporary = tempfile.mkstemp(prefix=f".{name}-", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        with contextlib.suppress(OSError):
            os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return path

"""The student's working copy: the released notebooks, in a folder where no work is ever lost."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path

from course.progress import lesson_folders


class Change(Enum):
    """What happened to one file of the working copy."""

    ADDED = "added"
    RENEWED = "renewed"
    KEPT = "kept"


@dataclass(frozen=True)
class Update:
    """One file of the working copy, named relative to it, and what happened to it."""

    path: str
    change: Change


def home_of(folder: Path) -> Path:
    """Make, and return, the hidden folder that keeps the lab's own things; git ignores it."""
    home = folder / ".course"
    home.mkdir(parents=True, exist_ok=True)
    write_whole(home / ".gitignore", b"*\n")
    return home


def bring_up_to_date(folder: Path, offered: dict[str, bytes]) -> list[Update]:
    """Give `folder` the `offered` files, {"path in it": content}; keep what the student changed.

    A file that is missing is added. One that is still as it was given is renewed. One that the
    student changed stays; it is reported as KEPT if a newer version than theirs is offered.
    """
    record = home_of(folder) / "given.json"
    given: dict[str, str] = json.loads(record.read_text("utf-8")) if record.exists() else {}
    updates = []
    for path, content in offered.items():
        target, new = folder / path, digest(content)
        old = digest(target.read_bytes()) if target.exists() else None
        if old == new or given.get(path) == new != old is not None:
            change = None
        elif old is None:
            change = Change.ADDED
        else:
            change = Change.RENEWED if given.get(path) == old else Change.KEPT
        if change in (Change.ADDED, Change.RENEWED):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
        if change is not None:
            updates.append(Update(path, change))
        if change is not Change.KEPT:
            given[path] = new
    write_whole(record, json.dumps(given, indent=1, sort_keys=True).encode())
    return updates


def released(release: Path) -> dict[str, bytes]:
    """Read every file of every released lesson as {"path under release/": content}."""
    return {
        file.relative_to(release).as_posix(): file.read_bytes()
        for lesson in lesson_folders(release)
        for file in sorted(lesson.rglob("*"))
        if file.is_file() and not {".ipynb_checkpoints", "__pycache__"} & set(file.parts)
    }


def digest(content: bytes) -> str:
    """Return a fingerprint of a file's content."""
    return sha256(content).hexdigest()


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it is there entirely or not at all, whenever this is interrupted."""
    draft = target.with_name(target.name + ".part")
    draft.write_bytes(content)
    os.replace(draft, target)

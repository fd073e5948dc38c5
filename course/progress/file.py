"""The progress file: one entry for each check, plain JSON, whole at every moment.

{"version": 1, "lessons": {"06_waiting": {"the check's title": {
    "passed": true, "when": "2031-05-04T12:00:00+00:00", "first_passed": "…", "cell": "test-…"}}}}
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course.progress.lock import locked

VERSION = 1
HOME = ".course"
NAME = "progress.json"
_TRIES = 20


@dataclass(frozen=True)
class Entry:
    """How one check went the last time.

    Args:
        passed: whether it passed.
        when: the moment, as ISO 8601 in UTC.
        first_passed: when it passed for the first time; "" if it never did.
        cell: the id of its cell, where the page told it; the grade id in a released notebook.
    """

    passed: bool
    when: str
    first_passed: str = ""
    cell: str = ""


Book = dict[str, dict[str, Entry]]


class Damaged(ValueError):
    """The file is not what we write."""


def progress_file(folder: Path) -> Path:
    """Return where a course folder keeps its progress."""
    return folder / HOME / NAME


def read(folder: Path) -> Book:
    """Return every entry as {lesson: {title: Entry}}; nothing for a missing or damaged file."""
    try:
        return _load(progress_file(folder))
    except (OSError, Damaged):
        return {}


def record(folder: Path, lesson: str, title: str, *, passed: bool, cell: str = "") -> str:
    """Write down how a check went; several notebooks may do so at once.

    Returns a sentence for the student if something is to be said, else "". Never raises for what
    the file system does.
    """
    path = progress_file(folder)
    try:
        _make_home(path.parent)
        with locked(path.with_suffix(".lock")):
            sentence = ""
            try:
                book = _load(path)
            except FileNotFoundError:
                book = {}
            except Damaged:
                book, sentence = {}, _set_aside(path)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            before = book.get(lesson, {}).get(title)
            first = before.first_passed if before else ""
            entry = Entry(passed, now, first or (now if passed else ""), cell)
            book.setdefault(lesson, {})[title] = entry
            _replace(path, _text(book))
            return sentence
    except OSError as error:
        return f"Your progress could not be saved ({error.strerror or error}); the check counts."


def _load(path: Path) -> Book:
    """Read the file.

    Raises:
        Damaged: if it is anything but what we write.
        OSError: if it cannot be read.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["version"] != VERSION:
            raise Damaged(f"version {found['version']}")
        return {
            str(lesson): {str(title): _entry(facts) for title, facts in entries.items()}
            for lesson, entries in found["lessons"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged(str(error)) from error


def _entry(facts: Mapping[str, Any]) -> Entry:
    entry = Entry(**facts)
    texts = (entry.when, entry.first_passed, entry.cell)
    if type(entry.passed) is not bool or not all(isinstance(text, str) for text in texts):
        raise Damaged("an entry of another shape")
    return entry


def _text(book: Book) -> str:
    lessons = {
        lesson: {title: asdict(entry) for title, entry in entries.items()}
        for lesson, entries in book.items()
    }
    whole = {"version": VERSION, "lessons": lessons}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _make_home(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    ignore = home / ".gitignore"
    if not ignore.exists():
        ignore.write_bytes(b"*\n")


def _set_aside(path: Path) -> str:
    """Move a damaged file out of the way, never onto another; return the sentence about it."""
    number = 1
    while path.with_name(name := f"progress-damaged-{number}.json").exists():
        number += 1
    os.replace(path, path.with_name(name))
    return f"Your progress file was damaged; it is kept as {HOME}/{name}, and a new one has begun."


def _replace(path: Path, text: str) -> None:
    """Put a new text in the file's place in one step, on the disk before it is there."""
    descriptor, draft = tempfile.mkstemp(prefix=".progress-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        for tries_left in reversed(range(_TRIES)):
            try:
                return os.replace(draft, path)
            except PermissionError:  # Windows, while another process reads the file
                if not tries_left:
                    raise
                time.sleep(0.01)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise

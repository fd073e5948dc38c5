"""Tasks and results as bytes for the wire: JSON, so that reading them can run nothing.

A pickle would be shorter to write. It would also make whoever keeps the gradebook believe whatever
a machine that ran students' code sends.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from grading.intake import Fetched
from grading.preprocess import Settings
from grading.restore import MasterCell
from grading.task import Graded, GradedPage, Limits, Page, Task

#: No honest parcel is larger once unpacked; what claims to be is refused.
MOST_BYTES = 400_000_000


class BadParcel(ValueError):
    """The bytes are not what they should be."""


def pack_task(task: Task) -> bytes:
    """Return a task as bytes."""
    plain = asdict(task)
    for one in plain["fetched"]:
        one["content"] = _text(one["content"])
    return pack(plain)


def unpack_task(parcel: bytes) -> Task:
    """Return the task that :func:`pack_task` packed."""
    plain = unpack(parcel)
    try:
        return Task(
            student=plain["student"],
            assignment=plain["assignment"],
            pages=tuple(_page(page) for page in plain["pages"]),
            fetched=tuple(_fetched(one) for one in plain["fetched"]),
            settings=Settings(**plain["settings"]),
            limits=Limits(**plain["limits"]),
            timestamp=plain["timestamp"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadParcel(f"not a task: {error}") from error


def plain_result(graded: Graded) -> dict[str, Any]:
    """Return a result as what JSON can hold."""
    plain = asdict(graded)
    for page in plain["pages"]:
        page["content"] = _text(page["content"])
    return plain


def result(plain: Mapping[str, Any], task: Task) -> Graded:
    """Return the result of ``task`` from what :func:`plain_result` made, checked.

    Who it is of is not the sender's to say, nor which cells there are to score, nor for how much.
    """
    try:
        pages = tuple(_graded_page(page) for page in plain["pages"])
        names = [page.name for page in task.pages]
        if [page.name for page in pages] != names:
            raise BadParcel("a result for other notebooks")
        for page, known in zip(pages, task.pages, strict=True):
            points = {cell.grade_id: cell.points for cell in known.master if cell.grade}
            for grade_id, score in page.scores.items():
                if grade_id not in points or not _within(score, points[grade_id]):
                    raise BadParcel(f"a score that {grade_id} cannot have")
        seconds = float(plain["seconds"])
        return Graded(task.student, task.assignment, task.timestamp, pages, seconds)
    except (KeyError, TypeError, ValueError) as error:
        raise BadParcel(f"not a result: {error}") from error


def pack(plain: dict[str, Any]) -> bytes:
    """Return JSON-like data as bytes."""
    return zlib.compress(json.dumps(plain).encode(), level=1)


def unpack(parcel: bytes) -> dict[str, Any]:
    """Return what :func:`pack` packed."""
    if not isinstance(parcel, bytes):
        raise BadParcel(f"{type(parcel).__name__} in the place of bytes")
    try:
        opener = zlib.decompressobj()
        text = opener.decompress(parcel, MOST_BYTES)
        if opener.unconsumed_tail:
            raise BadParcel("far too large")
        plain = json.loads(text)
    except (ValueError, RecursionError, zlib.error) as error:
        raise BadParcel(f"unreadable: {error}") from error
    if not isinstance(plain, dict):
        raise BadParcel("not a JSON object")
    return plain


def _within(score: object, points: float | None) -> bool:
    if score is None:
        return True
    return isinstance(score, int | float) and 0 <= score <= (points or 0)


def _page(plain: dict[str, Any]) -> Page:
    master = tuple(MasterCell(**cell) for cell in plain["master"])
    return Page(plain["name"], master, plain["kernelspec"])


def _fetched(plain: dict[str, Any]) -> Fetched:
    return Fetched(
        plain["file"], _bytes(plain["content"]), plain["problem"], tuple(plain["others"])
    )


def _graded_page(plain: dict[str, Any]) -> GradedPage:
    content = _bytes(plain["content"])
    if content is None:
        raise BadParcel("a graded notebook without content")
    scores = dict(plain["scores"])
    comments = dict(plain["comments"])
    if not all(one is None or isinstance(one, str) for one in comments.values()):
        raise BadParcel("a comment that is no text")
    return GradedPage(str(plain["name"]), content, scores, comments, str(plain["box"]))


def _text(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode("ascii")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)

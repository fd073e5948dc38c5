"""Give cells ids that speak and that survive edits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

# What Jupyter and nbformat invent: eight hex digits or a UUID.
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z|[0-9a-f]{8}\Z")
VALID_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
WORD = re.compile(r"[a-z0-9]+")
SKIPPED = re.compile(r"%|#\s*%|from |import |\"\"\"|<")
LENGTH = 40


def speaking_ids(cells: Sequence[Any]) -> list[str]:
    """Return an id for each cell: its grade_id, else the id it has, else one made of its words.

    Only ids that a program invented are replaced. A given id thus stays when the text changes.
    """
    grades = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells]
    taken = {grade for grade in grades if grade}
    ids: list[str] = []
    for cell, grade in zip(cells, grades, strict=True):
        kept = str(cell.get("id", ""))
        if grade and VALID_ID.match(grade):
            # A grade_id used twice is for `course check` to report; the file must be valid.
            ids.append(unused(grade, set(ids)))
            continue
        if not VALID_ID.match(kept) or RANDOM_ID.match(kept) or kept in taken:
            kept = unused(slug(cell.source) or cell.cell_type, taken | set(ids) | kept_ids(cells))
        ids.append(kept)
        taken.add(kept)
    return ids


def kept_ids(cells: Sequence[Any]) -> set[str]:
    """Return the ids that cells bring along and will keep."""
    return {str(cell.get("id", "")) for cell in cells}


def slug(source: str) -> str:
    """Return up to five words of the first line that says something, in kebab case."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    telling = [line for line in lines if not SKIPPED.match(line)] or lines
    if not telling:
        return ""
    words = WORD.findall(telling[0].lower())[:5]
    text = ""
    for word in words:
        if len(text) + len(word) >= LENGTH:
            break
        text = f"{text}-{word}" if text else word
    return text if not RANDOM_ID.match(text) else f"cell-{text}"


def unused(name: str, taken: set[str]) -> str:
    """Return `name`, numbered if it is taken."""
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate

"""No case of the threat model's table without a test at the level of a graded submission."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "threat-model.md"
CASES = set(range(1, 61))


def _marks(function: Any) -> Iterator[int]:
    """Yield the cases that a test function holds, by its own marks and by its parameters'."""
    for mark in getattr(function, "pytestmark", []):
        if mark.name == "case":
            yield from mark.args
        elif mark.name == "parametrize":
            for row in mark.args[1]:
                yield from (m.args[0] for m in getattr(row, "marks", ()) if m.name == "case")


def held() -> Counter[int]:
    """Count the tests of each case."""
    found: Counter[int] = Counter()
    for path in HERE.glob("test_graded_*.py"):
        module = importlib.import_module(f"tests.hostile.{path.stem}")
        for name, function in vars(module).items():
            if name.startswith("test_"):
                found.update(_marks(function))
    return found


def test_every_case_is_tried_as_a_graded_submission() -> None:
    assert set(held()) == CASES


def test_the_threat_model_lists_every_case_once() -> None:
    rows = re.findall(r"^\| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(number) for number in rows] == sorted(CASES)

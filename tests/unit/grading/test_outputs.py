"""Outputs are clean, small, and never earn points by their shape."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbgrader.utils import determine_grade

from grading import outputs
from grading.judge import TestCell, judge
from tests.unit.grading import tiny


def grade(shown: list[dict[str, Any]]) -> float:
    cell = nbformat.from_dict({**tiny.code("", "test-x", 4), "outputs": shown})
    points: float = determine_grade(cell)[0]
    return points


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("a\x00b\x08c\x7fd\x9be", "abcde"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("left\u202eright", "leftright"),
        ("half \ud800", "half ?"),
        ("tab\tand 进程", "tab\tand 进程"),
    ],
)
def test_control_and_escape_characters_are_taken_out(dirty: str, expected: str) -> None:
    assert outputs.clean(dirty) == expected


def test_long_text_is_cut_and_says_so() -> None:
    text = outputs.clean("x" * 50_000, 100)
    assert text.startswith("x" * 100 + "\n")
    assert "49900 more characters" in text


def test_a_huge_card_keeps_its_verdict() -> None:
    card = {"title": "t", "passed": False, "diagnosis": "d", "proven": ["x" * 100_000]}
    kept = outputs.display(
        {"text/plain": "p", "text/html": "<b>" * 100_000, outputs.CHECK_MIME: card}
    )["data"]
    assert kept[outputs.CHECK_MIME] == {
        "title": "t",
        "passed": False,
        "diagnosis": "d",
        "proven": [],
    }
    assert kept["text/html"] == "<pre>p</pre>"


def test_a_notice_costs_nothing_and_is_escaped() -> None:
    shown = outputs.notice("slug", "a <b> in `code`")
    assert "&lt;b&gt; in <code>code</code>" in shown["data"]["text/html"]
    assert grade([shown]) == 4.0


@pytest.mark.parametrize(
    ("source", "points"),
    [
        ("x = 1", 4.0),
        ("0", 4.0),
        ("False", 4.0),
        ("print(0.5)", 4.0),
        ("import sys; print('oh', file=sys.stderr)", 4.0),
        ("import warnings; warnings.warn('old', DeprecationWarning)", 4.0),
        ("assert False", 0.0),
        ("raise SystemExit(0)", 0.0),
        ("raise KeyboardInterrupt", 0.0),
        ("raise BaseException", 0.0),
        ("def", 0.0),
        ("%time 1", 0.0),
    ],
)
def test_only_passing_earns_points(source: str, points: float) -> None:
    (verdict,) = judge([TestCell("test-x", source)], {})
    assert grade(verdict.outputs) == points
    assert verdict.passed is (points > 0)
    assert {output["output_type"] for output in verdict.outputs} <= {"stream", "error"}
    assert all(o.get("name") != "stderr" for o in verdict.outputs)

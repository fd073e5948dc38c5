"""Make the outputs of a judged cell: safe to store, small, and read by nbgrader as we mean them.

nbgrader scores a cell by the shape of its outputs: an ``error`` or anything on stderr is 0, an
``execute_result`` that reads as a number is partial credit, all else is full marks. So a verdict
is built of exactly three shapes: ``display_data``, stdout streams, and an ``error`` if it failed.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

Output = dict[str, Any]

CHECK_MIME = "application/vnd.course.check+json"
NOTE_MIME = "application/vnd.course.note+json"

TEXT_LIMIT = 10_000
HTML_LIMIT = 60_000
JSON_LIMIT = 20_000

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: object, limit: int = TEXT_LIMIT) -> str:
    """Return ``text`` without terminal escapes, control characters and more than ``limit``."""
    plain = str(text).replace("\r\n", "\n").replace("\r", "\n")
    # Cut before the patterns run, so that a huge text costs nothing.
    left_out = len(plain) - limit
    plain = _CONTROLS.sub("", _ESCAPES.sub("", plain[:limit]))
    plain = plain.encode("utf-8", "replace").decode("utf-8")
    return f"{plain}\n… {left_out} more characters left out" if left_out > 0 else plain


def stdout(text: str) -> Output:
    """Return what a cell printed, as an output."""
    return {"output_type": "stream", "name": "stdout", "text": clean(text)}


def error(ename: str, evalue: str, traceback: str = "") -> Output:
    """Return an error output: the one shape that makes a test cell score 0."""
    lines = clean(traceback or f"{ename}: {evalue}").split("\n")
    name = clean(ename, 200) or "Error"
    value = clean(evalue, 2_000)
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": lines}


def display(data: dict[str, Any]) -> Output:
    """Return a display of ``data`` (by mime type), cleaned and within the limits."""
    plain = clean(data.get("text/plain", ""))
    kept: dict[str, Any] = {"text/plain": plain}
    markup = str(data.get("text/html", ""))
    if markup and len(markup) <= HTML_LIMIT:
        kept["text/html"] = clean(markup, HTML_LIMIT)
    elif markup:
        kept["text/html"] = f"<pre>{html.escape(plain)}</pre>"
    for mime in (CHECK_MIME, NOTE_MIME):
        if isinstance(data.get(mime), dict):
            kept[mime] = _small_json(data[mime])
    return {"output_type": "display_data", "data": kept, "metadata": {}}


def notice(slug: str, says: str) -> Output:
    """Return a short message for the student that costs no points."""
    markup = (
        '<div role="note" style="border-left:4px solid #0072b2;padding:.5em .8em;margin:.3em 0;'
        f'background:rgba(0,114,178,.12)">{_code_marks(says)}</div>'
    )
    return display(
        {"text/plain": says, "text/html": markup, NOTE_MIME: {"slug": slug, "says": says}}
    )


def _code_marks(says: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(says, quote=False))


def _small_json(data: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(data, default=str)) <= JSON_LIMIT:
        small = _clean_json(data)
        assert isinstance(small, dict)
        return small
    diagnosis = data.get("diagnosis")
    return {
        "title": clean(data.get("title", ""), 200),
        "passed": data.get("passed") is True,
        "diagnosis": clean(diagnosis, 100) if diagnosis else None,
        "proven": [],
    }


def _clean_json(value: object) -> object:
    if isinstance(value, dict):
        return {clean(key, 200): _clean_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean_json(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else clean(value)

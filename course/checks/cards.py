"""Cards: how a check shows its result, as HTML, as plain text and as data."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from course.checks.failure import Explanation
from course.checks.values import clean

MIME = "application/vnd.course.check+json"

# Okabe-Ito colours, always beside a word and a sign; the rest follows the reader's theme.
GREEN, RED = "#009E73", "#D55E00"
CARD = (
    "border:1px solid var(--jp-border-color1,#bdbdbd);border-left:6px solid {colour};"
    "border-radius:4px;padding:10px 14px;margin:4px 0;max-width:52em;"
    "color:var(--jp-ui-font-color0,#111);background:var(--jp-layout-color1,#fff);"
    "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:14px;line-height:1.5"
)
CODE = (
    "font-family:var(--jp-code-font-family,monospace);white-space:pre-wrap;overflow-wrap:anywhere"
)
LABEL = (
    "padding:2px 14px 2px 0;vertical-align:top;white-space:nowrap;text-align:left;"
    "font-weight:600;background:none;border:none;color:inherit"
)
CELL = "padding:2px 0;text-align:left;vertical-align:top;background:none;border:none;color:inherit"


def passed(title: str, proven: Sequence[str]) -> dict[str, Any]:
    """Make the card of a check that passed: what was proven."""
    items = "".join(f'<li style="{CODE};margin:0">{escape(clean(text))}</li>' for text in proven)
    details = (
        f'<ul style="margin:4px 0 0;padding-left:22px;font-size:13px">{items}</ul>' if items else ""
    )
    html = (
        f'<div role="status" style="{CARD.format(colour=GREEN)}">'
        f"<strong>✓ Passed: {escape(title)}</strong>{details}</div>"
    )
    plain = "\n".join([f"✓ Passed: {title}", *(f"  · {clean(text)}" for text in proven)])
    return _bundle(html, plain, title, True, None, proven)


def failed(
    title: str, explanation: Explanation, proven: Sequence[str] = (), hint: str = ""
) -> dict[str, Any]:
    """Make the card of a check that failed: called / got / expected / looks like / help."""
    rows = "".join(
        f'<tr style="background:none"><th scope="row" style="{LABEL}">{escape(label)}</th>'
        f'<td style="{CELL};{CODE if label in ("called", "got") else ""}">'
        f"{escape(clean(text))}</td></tr>"
        for label, text in explanation.rows()
    )
    extra = ""
    if explanation.details:
        extra += (
            '<details style="margin-top:6px"><summary>What the call left behind</summary>'
            f'<pre style="{CODE};margin:4px 0;color:inherit;background:none;font-size:12px">'
            f"{escape(clean(explanation.details))}</pre></details>"
        )
    if hint:
        extra += (
            '<details open style="margin-top:6px"><summary>Hint</summary>'
            f'<div style="margin:4px 0">{escape(hint)}</div></details>'
        )
    html = (
        f'<div role="status" style="{CARD.format(colour=RED)}">'
        f"<strong>✗ Not yet: {escape(title)}</strong>"
        f'<table style="margin:6px 0 0;border-collapse:collapse;border:none;font-size:13px;'
        f'color:inherit;background:none"><tbody>{rows}</tbody></table>{extra}</div>'
    )
    lines = [f"✗ Not yet: {title}"]
    lines += [f"  {label + ':':<11} {clean(text)}" for label, text in explanation.rows()]
    if explanation.details:
        lines += ["", *(f"    {line}" for line in explanation.details.splitlines())]
    if hint:
        lines += [f"  hint:       {hint}"]
    return _bundle(html, "\n".join(lines), title, False, explanation.diagnosis, proven)


def _bundle(
    html: str,
    plain: str,
    title: str,
    is_passed: bool,
    diagnosis: str | None,
    proven: Sequence[str],
) -> dict[str, Any]:
    return {
        "text/html": html,
        "text/plain": plain,
        MIME: {
            "title": title,
            "passed": is_passed,
            "diagnosis": diagnosis,
            "proven": [clean(text) for text in proven],
        },
    }

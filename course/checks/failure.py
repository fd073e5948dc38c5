"""The one exception that a check raises, and what it says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from course.checks.mistakes import Mistake


@dataclass(frozen=True)
class Explanation:
    """Say what a check saw. Every field is text for the student; empty ones are left out."""

    called: str = ""
    got: str = ""
    expected: str = ""
    looks_like: str = ""
    help: str = ""
    diagnosis: str | None = None
    details: str = ""

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield the labelled lines in the order in which they are read."""
        for label, text in (
            ("called", self.called),
            ("got", self.got),
            ("expected", self.expected),
            ("looks like", self.looks_like),
            ("help", self.help),
        ):
            if text:
                yield label, text

    def named(self, slug: str | None, mistake: Mistake | None, help: str = "") -> Explanation:
        """Add the known mistake that this failure looks like."""
        return Explanation(
            self.called,
            self.got,
            self.expected,
            mistake.says if mistake else self.looks_like,
            help or (mistake.help if mistake else self.help),
            slug,
            self.details,
        )


class CheckFailure(AssertionError):
    """A check that failed, with its explanation; prints as a few lines, not as a traceback."""

    def __init__(self, explanation: Explanation, title: str = "") -> None:
        self.explanation = explanation
        self.title = title
        super().__init__(title or explanation.got)

    def __str__(self) -> str:
        return "\n".join([self.title, *self._lines()] if self.title else self._lines())

    def _lines(self) -> list[str]:
        return [f"{label + ':':<11} {text}" for label, text in self.explanation.rows()]

    def _render_traceback_(self) -> list[str]:
        """Keep IPython from printing a page of frames: the card above has said it all.

        `nbgrader validate` shows no card, only this text; so there it says everything.
        """
        head = f"Not yet: {self.title or 'this check'}"
        if os.environ.get("NBGRADER_EXECUTION") == "validate":
            return [head, *self._lines()]
        return [head]

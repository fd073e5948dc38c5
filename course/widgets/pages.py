"""What a flipbook is made of: pages, controls and a question; and the plain data that is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Page:
    """One step: the picture, what happens in words, and the rows of a small table."""

    svg: str
    words: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Control:
    """Something to set: each option is a text to show and a value for `pages`."""

    key: str
    label: str
    options: tuple[tuple[str, Any], ...]
    at: int = 0
    kind: Literal["slider", "choice"] = "slider"


def slider(
    key: str, label: str, values: Iterable[Any], *, at: Any = None, unit: str = ""
) -> Control:
    """Return a slider over `values` that begins at the value `at` (the first if None)."""
    found = tuple(values)
    place = 0 if at is None else found.index(at)
    return Control(key, label, tuple((f"{each}{unit}", each) for each in found), place)


def choice(key: str, label: str, options: Mapping[str, Any], *, at: str | None = None) -> Control:
    """Return a list of named values to choose from."""
    place = 0 if at is None else list(options).index(at)
    return Control(key, label, tuple(options.items()), place, "choice")


@dataclass(frozen=True)
class Question:
    """Something to predict before the pages are shown: a number, or one of the choices.

    `why` is one sentence, shown with the answer. `cover` is a picture shown with the question.
    """

    text: str
    answer: int | str
    why: str
    choices: tuple[str, ...] = ()
    cover: str = ""

    def __post_init__(self) -> None:
        if self.choices and self.answer not in self.choices:
            raise ValueError(f"the answer {self.answer!r} is none of the choices {self.choices}")


def shown(control: Control) -> dict[str, Any]:
    """Return a control as the page reads it."""
    return {
        "label": control.label,
        "kind": control.kind,
        "texts": [text for text, _ in control.options],
        "at": control.at,
    }


def asked(question: Question) -> dict[str, Any]:
    """Return a question as the page reads it."""
    return {
        "text": question.text,
        "answer": str(question.answer),
        "why": question.why,
        "choices": list(question.choices),
        "cover": question.cover,
    }


def packed(sets: Sequence[Sequence[Page]]) -> dict[str, Any]:
    """Return pages as indices into the lines of all pictures; equal lines and pages are one."""
    lines: dict[str, int] = {}
    pages: dict[Page, int] = {}
    flips = [[pages.setdefault(page, len(pages)) for page in each] for each in sets]
    return {
        "pages": [
            {
                "svg": [lines.setdefault(line, len(lines)) for line in page.svg.split("\n")],
                "words": page.words,
                "rows": [list(row) for row in page.rows],
            }
            for page in pages
        ],
        "lines": list(lines),
        "flips": flips,
    }

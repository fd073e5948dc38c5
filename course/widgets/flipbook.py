"""`Flipbook`: a picture in steps. Python makes every page; one script turns them all.

    def pages(cores: int) -> list[Page]: ...
    Flipbook(pages, title="Tasks on cores", head=("task", "state"),
             controls=[slider("cores", "Cores", (1, 2, 4))])

All pages of all settings travel in one trait, so the widget works without a kernel and from a saved
notebook. What a page repeats of another is sent once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import anywidget
import traitlets

from course.widgets import assets, static


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


Pages = Callable[..., Sequence[Page]]


class Flipbook(anywidget.AnyWidget):
    """Show the pages that `pages(**settings)` makes, for every setting of the controls.

    `head` names the columns of the pages' rows. `opens` is the page shown first. `still` is the
    page for places where no widget can be, such as GitHub.
    """

    _esm = assets.script("icons", "flipbook_predict", "flipbook")
    _css = assets.style("flipbook")

    book = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        pages: Pages | Sequence[Page],
        *,
        title: str,
        about: str = "",
        head: Sequence[str] = (),
        controls: Sequence[Control] = (),
        predict: Question | None = None,
        opens: Literal["first", "last"] = "first",
        still: int = -1,
    ) -> None:
        super().__init__()
        make: Pages = pages if callable(pages) else lambda: pages
        keys = [control.key for control in controls]
        every = product(*(control.options for control in controls))
        self._sets = [make(**dict(zip(keys, (v for _, v in each), strict=True))) for each in every]
        if not all(self._sets):
            raise ValueError("a flipbook needs at least one page for every setting")
        self._controls = tuple(controls)
        self._still = still
        self.book = {
            "title": title,
            "about": about,
            "head": list(head),
            "controls": [shown(control) for control in controls],
            "question": None if predict is None else asked(predict),
            "opens": opens,
            **packed(self._sets),
        }

    def pages(self, **settings: Any) -> Sequence[Page]:
        """Return the pages of a setting; what is not named is where its control begins."""
        unknown = set(settings) - {control.key for control in self._controls}
        if unknown:
            raise TypeError(f"there is no control named {', '.join(sorted(unknown))}")
        place = 0
        for control in self._controls:
            values = [value for _, value in control.options]
            at = values.index(settings[control.key]) if control.key in settings else control.at
            place = place * len(values) + at
        return self._sets[place]

    def draw(self) -> str:
        """Return what needs no script: a picture and a table; before a prediction, the question."""
        question = self.book["question"]
        if question:
            words = f"Predict first. {question['text']} Run the cell in JupyterLab for the answer."
            return static.figure(question["cover"], "", words)
        pages = self.pages()
        page = pages[self._still]
        steps = [(str(at), each.words) for at, each in enumerate(pages, 1)]
        tables = static.table(self.book["head"], page.rows) if page.rows else ""
        if len(steps) > 1:
            tables += static.table(("step", "what happens"), steps)
        number = len(pages) if self._still == -1 else self._still + 1
        where = f"Step {number} of {len(pages)}. " if len(pages) > 1 else ""
        caption = f"{where}{page.words} This is a picture; run the cell in JupyterLab to step."
        return static.figure(page.svg, tables, caption)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.book.get('title', '')!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        data["text/plain"] = repr(self)
        data["text/html"] = self.draw()
        return data, metadata


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

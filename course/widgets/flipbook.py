"""`Flipbook`: a picture in steps. Python makes every page; one script turns them all.

    def pages(cores: int) -> list[Page]: ...
    Flipbook(pages, title="Tasks on cores", head=("task", "state"),
             controls=[slider("cores", "Cores", (1, 2, 4))])

All pages of all settings travel in one trait, so the widget works without a kernel and from a saved
notebook. What a page repeats of another is sent once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, Literal

import anywidget
import traitlets

from course.widgets import assets, static
from course.widgets.pages import Control, Page, Question, asked, packed, shown

Pages = Callable[..., Sequence[Page]]


class Flipbook(anywidget.AnyWidget):
    """Show the pages that `pages(**settings)` makes, for every setting of the controls.

    `head` names the columns of the pages' rows. `opens` is the page shown first. `still` is the
    page for places where no widget can be, such as GitHub.
    """

    _esm = assets.script("icons", "pictures", "flipbook_predict", "flipbook")
    _css = assets.style("pictures", "flipbook")

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

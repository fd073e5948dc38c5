"""What live widgets have in common: a frame made in Python, refreshed by a thread of its own.

The thread begins when the widget is shown, rests while nobody looks, and ends with `stop()`,
`close()` or the kernel. It sends something at every turn, so a page that hears nothing for a while
knows that the kernel is gone: it keeps the last frame and says so.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Literal

import anywidget
import traitlets

Frame = dict[str, Any]
Fallback = Literal["example", "now"]
RATES = (0.5, 1.0, 2.0, 5.0)
"""Seconds between two readings that the page offers."""


class LiveWidget(anywidget.AnyWidget):
    """A view whose only data is `frame`; a subclass says how a frame is made and drawn.

    `fallback` is what is shown where no widget can be (GitHub, a page made by nbconvert): a fixed
    "example", the same at every execution, or the reading of "now".
    """

    frame = traitlets.Dict().tag(sync=True)

    def __init__(self, *, seconds: float = 1.0, fallback: Fallback = "example") -> None:
        super().__init__()
        self._seconds = seconds
        self._rates = sorted({*RATES, seconds})
        self._fallback = fallback
        self._paused = False
        self._over = threading.Event()
        self._wake = threading.Event()
        self._turn = threading.RLock()
        self._views: set[str] = set()
        self._seen = False
        self._thread: threading.Thread | None = None
        self._news: deque[str] = deque(maxlen=5)
        self._news_count = 0
        self.on_msg(self._heard)
        # JupyterLab sends what its widgets say to a subshell, which is free while a cell runs. From
        # 7.4 on ipykernel brings it back to the main one, where it would wait for the cell's end.
        self.comm._reply_subshell_for = lambda data, subshell: subshell
        self.refresh()

    # --- what a subclass says ----------------------------------------------------------------
    def make_frame(self) -> Frame:
        """Return what the page shows now, as plain data."""
        raise NotImplementedError

    def act(self, request: Mapping[str, Any]) -> None:
        """Do what the page asks for; runs in a thread, may take its time."""

    def example(self) -> Frame:
        """Return a fixed frame that shows what the widget is about."""
        raise NotImplementedError

    def draw(self, frame: Frame) -> str:
        """Return a frame as HTML that needs no script: an SVG and a table."""
        raise NotImplementedError

    # --- what a lesson calls -----------------------------------------------------------------
    def refresh(self) -> None:
        """Make a frame now and send it if anything changed."""
        with self._turn:
            self._publish(self.make_frame())

    def start(self) -> None:
        """Begin to refresh in the background; showing the widget does that."""
        if self._thread is None and not self._over.is_set():
            self._thread = threading.Thread(target=self._run, daemon=True, name=repr(self))
            self._thread.start()

    def stop(self) -> None:
        """End the refreshing for good; the last frame stays."""
        if not self._over.is_set():
            self._over.set()
            self._wake.set()
            self.refresh()

    def close(self) -> None:
        """Take the widget off the page and end its thread."""
        over = getattr(self, "_over", None)  # close() also runs for a half-made widget
        if over is not None:
            over.set()
            self._wake.set()
        super().close()

    def tell(self, sentence: str) -> None:
        """Add a sentence to the news: shown in the log and spoken by a screen reader."""
        with self._turn:
            self._news_count += 1
            self._news.append(sentence)

    def _publish(self, frame: Frame) -> None:
        live = {
            "running": not self._over.is_set(),
            "paused": self._paused,
            "seconds": self._seconds,
            "rates": self._rates,
        }
        news = {"count": self._news_count, "lines": list(self._news)}
        self.frame = {**frame, "live": live, "news": news}

    # --- the thread --------------------------------------------------------------------------
    def _run(self) -> None:
        while not self._over.is_set():
            if not self._looked_at():
                self._wake.wait()
            else:
                before = self.frame
                if not self._paused:
                    self._try(self.refresh)
                if self.frame == before:
                    self.send({"beat": True})
                self._wake.wait(self._seconds)
            self._wake.clear()

    def _looked_at(self) -> bool:
        """Tell whether a page may be showing this: yes, until the last known view is gone."""
        return bool(self._views) or not self._seen

    def _heard(self, _: object, request: Any, __: object) -> None:
        """Answer a message from the page at once; what takes time is left to a thread."""
        match request:
            case {"do": "hello", "view": str(view)}:
                self._views.add(view)
                self._seen = True
                self.send({"beat": True})
                self.start()
            case {"do": "bye", "view": str(view)}:
                self._views.discard(view)
            case {"do": "pause", "paused": bool(paused)}:
                self._paused = paused
                self.refresh()
            case {"do": "rate", "seconds": int() | float() as seconds} if seconds in self._rates:
                self._seconds = float(seconds)
                self.refresh()
            case {"do": str()}:
                self._in_background(lambda: self.act(request))
        self._wake.set()

    def _in_background(self, job: Callable[[], None]) -> None:
        def do() -> None:
            self._try(job)
            self._try(self.refresh)

        threading.Thread(target=do, daemon=True, name=f"{self!r} acts").start()

    def _try(self, job: Callable[[], None]) -> None:
        """Do a job; a failure becomes news, once, and the last frame stays."""
        try:
            job()
        except Exception as error:
            sentence = f"That did not work: {error}"
            with self._turn:
                if sentence not in self._news:
                    self.tell(sentence)
                self._publish(self.frame)

    # --- how a notebook shows it -------------------------------------------------------------
    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        example = self._fallback == "example"
        data["text/plain"] = repr(self)
        data["text/html"] = self.draw(self.example() if example else self.frame)
        self.start()
        return data, metadata

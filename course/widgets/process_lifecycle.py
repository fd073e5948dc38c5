"""`ProcessLifecycle`: a real `Process` object, made and ended by buttons, each attribute live."""

from __future__ import annotations

import multiprocessing
import weakref
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from typing import Any

from course.widgets.live import Fallback, Frame
from course.widgets.live_picture import Action, LivePicture, frame_of
from course.widgets.process_reading import (
    HEAD,
    Call,
    Stage,
    lifecycle_page,
    reading,
    stage_of,
)
from course.workers.the_process_object import wait_at

TITLE = "The life of a Process object"
ACTIONS = (
    Action("new", "p = Process(…)", "Make a new object; its target waits at a gate"),
    Action("daemon", "p.daemon = True", "Ask that it end with its parent"),
    Action("start", "p.start()", "Create the process"),
    Action("gate", "gate.set()", "Open the gate: the target returns"),
    Action("join", "p.join(0.5)", "Wait for its end, at most half a second"),
    Action("terminate", "p.terminate()", "End it by force (SIGTERM on POSIX)"),
    Action("kill", "p.kill()", "End it by force that nobody can refuse (SIGKILL on POSIX)"),
    Action("close", "p.close()", "Give back what the object holds"),
)


class ProcessLifecycle(LivePicture):
    """Show a `Process` object that buttons make, start, join, end and close.

    Every button can be pressed at any time: a call that makes no sense shows Python's error.
    """

    def __init__(self, *, seconds: float = 0.5, fallback: Fallback = "example") -> None:
        self._context = multiprocessing.get_context("spawn")
        self._made: list[BaseProcess] = []
        self._gate = self._context.Event()
        self._calls: list[Call] = []
        self._finally = weakref.finalize(self, stop_all, self._made)  # also at the kernel's end
        super().__init__(seconds=seconds, fallback=fallback)

    @property
    def process(self) -> BaseProcess | None:
        """The object that the buttons act on."""
        return self._made[-1] if self._made else None

    def make_frame(self) -> Frame:
        """Read every attribute anew."""
        process = self.process
        page = lifecycle_page(stage_of(process), reading(process), self._calls)
        return frame_of(page, title=TITLE, head=HEAD, actions=ACTIONS)

    def act(self, request: Mapping[str, Any]) -> None:
        """Do what a button says and keep Python's answer."""
        does: dict[str, Callable[[], object]] = {
            "new": self._new,
            "daemon": lambda: setattr(self._there(), "daemon", True),
            "start": lambda: self._there().start(),
            "gate": self._gate.set,
            "join": lambda: self._there().join(0.5),
            "terminate": lambda: self._there().terminate(),
            "kill": lambda: self._there().kill(),
            "close": lambda: self._there().close(),
        }
        lines = {action.key: action.label for action in ACTIONS}
        key = request["do"]
        if key not in does:
            return
        with self._turn:
            try:
                does[key]()
                call = Call(lines[key])
            except Exception as error:  # whatever Python says is what is to be seen
                call = Call(lines[key], f"{type(error).__name__}: {error}", error=True)
            self._calls = [*self._calls[-2:], call]
            self.tell(f"{call.line} {f'raised {call.answer}' if call.error else 'was run'}.")

    def _there(self) -> BaseProcess:
        if self.process is None:
            raise NameError("name 'p' is not defined")
        return self.process

    def _new(self) -> None:
        stop_all(self._made)
        self._made.clear()
        self._gate = self._context.Event()
        self._made.append(self._context.Process(target=wait_at, args=(self._gate,), name="Ada"))

    def close(self) -> None:
        """End the process, then close the widget."""
        if hasattr(self, "_finally"):  # close() also runs for a half-made widget
            self._finally()
        super().close()

    def example(self) -> Frame:
        """Return an object whose process was terminated and joined."""
        process = self._context.Process(name="Ada")
        rows = {name: (name, value, why) for name, value, why in reading(process)}
        for name, value in (("pid", "4711"), ("exitcode", "-15"), ("sentinel ready?", "True")):
            rows[name] = (name, value, rows[name][2])
        calls = [Call("p.start()"), Call("p.terminate()"), Call("p.join(0.5)")]
        page = lifecycle_page(Stage.ENDED, tuple(rows.values()), calls)
        return frame_of(page, title=TITLE, head=HEAD, actions=ACTIONS)


def stop_all(made: list[BaseProcess]) -> None:
    """Kill and collect what still runs."""
    for process in made:
        if stage_of(process) is Stage.ALIVE:
            process.kill()
            process.join()

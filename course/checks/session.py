"""Where checks happen: which modules there are, who runs them, where cards are shown."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.checks.client import Runner, RunnerLost
from course.checks.outcome import Outcome
from course.checks.replies import missing_module, outcome_of, runner_lost
from course.checks.values import encode
from course.modules import MARK

START_METHODS = ("spawn", "forkserver", "fork") if sys.platform != "win32" else ("spawn",)
DEFAULT_START_METHOD = "spawn"  # the one that every system has: the same verdict everywhere
STUDENT = "COURSE_STUDENT"  # the environment variable that gives each student problems of their own


@dataclass
class Backend:
    """Everything a check needs from its surroundings. This one serves a notebook.

    Args:
        folder: where the notebook's `%%module` cells save their modules.
        start_method: used by calls that do not ask for one.
        passed: by title, how the checks of this session went.
        student: whose seeds to use; "" where everybody gets the same problems.
    """

    folder: Path = field(default_factory=Path)
    start_method: str = DEFAULT_START_METHOD
    passed: dict[str, bool] = field(default_factory=dict)
    student: str = field(default_factory=lambda: os.environ.get(STUDENT, ""))

    def sources(self) -> Mapping[str, str]:
        """Return the source of each module that a `%%module` cell has saved."""
        found = {}
        for path in sorted(self.folder.glob("*.py")):
            with contextlib.suppress(OSError, UnicodeDecodeError):
                text = path.read_text(encoding="utf-8")
                if text.startswith(MARK):
                    found[path.stem] = text
        return found

    def call(self, modules: Mapping[str, str], request: dict[str, Any]) -> dict[str, Any]:
        """Make one call in a runner of its own, gone when the call is over."""
        with Runner() as runner:
            return runner.call(modules, request)

    def note(self, title: str, passed: bool) -> None:
        """Remember how a check went, for the checks that build on it."""
        self.passed[title] = passed

    def show(self, bundle: dict[str, Any]) -> None:
        """Show a card: rich in a notebook, plain on a terminal."""
        try:
            from IPython.core.getipython import get_ipython
            from IPython.display import display
        except ImportError:
            print(bundle["text/plain"])
            return
        if get_ipython() is None:
            print(bundle["text/plain"])
        else:
            display(bundle, raw=True)


_current: ContextVar[Backend] = ContextVar("course_checks_backend")


@contextlib.contextmanager
def use(backend: Backend) -> Iterator[Backend]:
    """Let checks use this backend for a while: how the judge takes the notebook's place."""
    token = _current.set(backend)
    try:
        yield backend
    finally:
        _current.reset(token)


def current() -> Backend:
    """Return the backend in force; in a notebook, the one that lives as long as its kernel."""
    backend = _current.get(None)
    if backend is not None:
        return backend
    shell = _shell()
    if shell is None:
        return Backend(Path.cwd())
    kept: Backend | None = getattr(shell, "course_backend", None)
    if kept is None:
        folder: Path = getattr(shell, "course_folder", None) or Path.cwd()
        from course.checks.keeping import KeepingBackend

        kept = shell.course_backend = KeepingBackend(folder)
    return kept


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def seed(topic: str) -> int:
    """Return the seed of a topic's problem: the same at every run, here and at grading.

    Where each student has problems of their own, the seed depends on the student's id too. It is
    computed again at grading; nothing in a notebook can choose it.
    """
    text = f"{topic}\n{current().student}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:4], "big")


@dataclass(frozen=True)
class Student:
    """A student's module, reached only through a runner."""

    name: str

    def call(
        self,
        function: str,
        *args: Any,
        start_method: str | None = None,
        timeout: float = 10.0,
        **kwargs: Any,
    ) -> Outcome:
        """Call a function of the module in a fresh process.

        Args:
            function: the function's name.
            args: plain data, or `ref("package.module:name")` for an importable object.
            start_method: what `multiprocessing` uses inside; None for the session's default.
            timeout: seconds until the call and all its processes are ended.
            kwargs: as `args`, by name.
        """
        return self._ask("call", function, args, kwargs, start_method, timeout)

    def get(self, attribute: str, *, timeout: float = 10.0) -> Outcome:
        """Import the module in a fresh process and read one of its names."""
        return self._ask("get", attribute, (), {}, None, timeout)

    def drive(
        self,
        driver: str,
        *args: Any,
        start_method: str | None = None,
        timeout: float = 10.0,
        **kwargs: Any,
    ) -> Outcome:
        """Call a trusted `package.module:function` as `function(module, *args)` in the process."""
        return self._ask("drive", driver, args, kwargs, start_method, timeout)

    def run_script(
        self, *argv: str, start_method: str | None = None, timeout: float = 10.0
    ) -> Outcome:
        """Run the module's file as a script, `python NAME.py argv…`, until it exits."""
        return self._ask("script", self.name, argv, {}, start_method, timeout)

    def _ask(
        self,
        do: str,
        function: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        start_method: str | None,
        timeout: float,
    ) -> Outcome:
        backend = current()
        method = start_method or backend.start_method
        if method not in START_METHODS:
            raise ValueError(f"{method!r} is no start method here; use one of {START_METHODS}")
        call = _spell(self.name, do, function, args, kwargs)
        sources = backend.sources()
        if self.name not in sources:
            return missing_module(self.name, call, method, sources)
        request = {
            "do": do,
            "module": self.name,
            "function": function,
            "args": list(args) if do == "script" else [encode(arg) for arg in args],
            "kwargs": {key: encode(value) for key, value in kwargs.items()},
            "start_method": method,
            "timeout": timeout,
        }
        try:
            reply = backend.call(sources, request)
        except RunnerLost as loss:
            return runner_lost(self.name, call, method, str(loss))
        return outcome_of(reply, self.name, call, method, timeout)


def _spell(name: str, do: str, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Write the call as a student would."""
    if do == "script":
        return " ".join(["python", f"{name}.py", *args])
    if do == "get":
        return f"{name}.{function}"
    shown = [repr(arg) for arg in args] + [f"{key}={value!r}" for key, value in kwargs.items()]
    text = ", ".join(shown)
    if do == "drive":
        function = function.partition(":")[2]
        text = f"{name}, {text}" if text else name
    text = text if len(text) <= 200 else f"{text[:150]} … {text[-30:]}"
    return f"{function}({text})"


def student(name: str) -> Student:
    """Reach the module that the notebook's `%%module NAME` cell saves."""
    return Student(name)

"""What came of a call, and what a check may expect of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Self

from course.checks.diagnose import before_all, by_outcome, by_value
from course.checks.failure import CheckFailure, Explanation
from course.checks.mistakes import mistake
from course.checks.proof import prove
from course.checks.values import clean, same, show

Mistakes = Mapping[str, Any]


@dataclass(frozen=True)
class Raised:
    """An exception that left the student's code (or what stopped the call instead)."""

    type: str
    message: str
    traceback: str = ""
    line: int | None = None
    phase: str = "call"

    def __str__(self) -> str:
        return f"{self.type}: {self.message}" if self.message else self.type


@dataclass(frozen=True)
class ProcessEvidence:
    """A process that existed during the call, by the operating system's own word.

    `started` and `ended` are seconds since the call began; `ended` is None when the process was
    still running after the function had returned. `helper` marks multiprocessing's own services.
    """

    pid: int
    parent_pid: int
    started: float
    ended: float | None
    command: tuple[str, ...] = ()
    helper: bool = False


@dataclass(frozen=True)
class Outcome:
    """The result of one call. Times are in seconds; streams are captured text.

    `value` is plain data (see `course.checks.values`); `exit_code` is that of the process which
    made the call, None if the call returned, negative for a signal.
    """

    module: str
    call_text: str
    start_method: str
    value: Any = None
    error: Raised | None = None
    exit_code: int | None = None
    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0
    timed_out: bool = False
    pid: int = 0
    parent_pid: int = 0
    processes: tuple[ProcessEvidence, ...] = ()
    left_running: tuple[ProcessEvidence, ...] = ()

    @property
    def started(self) -> tuple[ProcessEvidence, ...]:
        """The student's own processes: all that were seen but multiprocessing's helpers."""
        return tuple(p for p in self.processes if not p.helper)

    # -- expectations ------------------------------------------------------------------------

    def expect_value(
        self,
        expected: Any,
        *,
        mistakes: Mistakes | None = None,
        approx: float | None = None,
        help: str = "",
    ) -> Self:
        """Expect this very value, of this very type; `approx` is a tolerance for floats.

        Args:
            mistakes: a slug of `course.checks.mistakes` for each wrong value, or for each
                `callable(outcome)` that recognises one.
        """
        self._must_have_returned(show(expected), mistakes)
        if not same(self.value, expected, approx):
            self._fail(show(expected), mistakes, help, wanted=expected)
        prove(f"{self.call_text} returned {show(expected, 120)}")
        return self

    def expect_that(
        self,
        condition: bool | Callable[[Outcome], Any],
        expected: str,
        *,
        mistakes: Mistakes | None = None,
        help: str = "",
    ) -> Self:
        """Expect something that `expected` puts into words."""
        self._must_have_returned(expected, mistakes)
        try:
            holds = bool(condition(self) if callable(condition) else condition)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            holds = False  # the value has not even the shape that the condition looks at
        if not holds:
            self._fail(expected, mistakes, help)
        prove(f"{self.call_text}: {expected}")
        return self

    def expect_type(self, *types: type, mistakes: Mistakes | None = None, help: str = "") -> Self:
        """Expect a value of exactly one of these types."""
        names = " or ".join(kind.__name__ for kind in types)
        self._must_have_returned(f"a value of type {names}", mistakes)
        if type(self.value) not in types:
            example: Any = types[0]() if types[0] in (list, tuple, dict, set, int, str) else None
            self._fail(f"a value of type {names}", mistakes, help, wanted=example, of_type=True)
        prove(f"{self.call_text} returned a value of type {names}")
        return self

    def expect_error(self, name: str, *, mistakes: Mistakes | None = None, help: str = "") -> Self:
        """Expect the call to raise an exception of this name."""
        if self.error is None or self.error.type != name:
            self._fail(f"{name} is raised", mistakes, help)
        prove(f"{self.call_text} raised {name}")
        return self

    def expect_output(self, text: str, *, mistakes: Mistakes | None = None, help: str = "") -> Self:
        """Expect exactly this on standard output."""
        self._must_have_returned(f"it prints {show(text)}", mistakes)
        if self.stdout != text:
            self._fail(
                f"it prints {show(text)}", mistakes, help, got=f"it prints {show(self.stdout)}"
            )
        prove(f"{self.call_text} printed {show(text, 120)}")
        return self

    def expect_exit_code(
        self, code: int, *, mistakes: Mistakes | None = None, help: str = ""
    ) -> Self:
        """Expect a script to end with this exit code."""
        if self.exit_code != code or self.timed_out:
            self._fail(f"exit code {code}", mistakes, help, got=self._got_exit())
        prove(f"{self.call_text} ended with exit code {code}")
        return self

    def expect_processes(
        self,
        count: int,
        *,
        at_least: bool = False,
        started_by: str | None = None,
        mistakes: Mistakes | None = None,
        help: str = "",
    ) -> Self:
        """Expect this many real processes, counted by the operating system's word.

        Args:
            at_least: allow more than `count`.
            started_by: the function that should have started them, for the message.
        """
        made = self.started
        starter = started_by or self.call_text.partition("(")[0]
        wanted = f"{starter} starts {'at least ' if at_least else ''}{_processes(count)}"
        self._must_have_returned(wanted, mistakes)
        if len(made) != count and not (at_least and len(made) > count):
            slug = "too-many-processes" if len(made) > count else "too-few-processes"
            slug = slug if made else "no-process"
            got = f"the system saw {_processes(len(made))} start"
            self._fail(wanted, mistakes, help, got=got, otherwise=slug)
        prove(f"the system saw {_processes(len(made))} start")
        return self

    def expect_distinct_pids(
        self, pids: Iterable[Any], *, mistakes: Mistakes | None = None, help: str = ""
    ) -> Self:
        """Expect these to be the pids of different processes that this call really started."""
        wanted = "each pid belongs to a different process started by this call"
        self._must_have_returned(wanted, mistakes)
        claimed = list(pids)
        real = {p.pid for p in self.started}
        honest = all(type(pid) is int and pid in real for pid in claimed)
        if not honest or len(set(claimed)) != len(claimed):
            slug = "invented-pids" if real else "no-process"
            self._fail(wanted, mistakes, help, got=f"pids {show(claimed)}", otherwise=slug)
        prove(f"{_processes(len(claimed))}, each with a pid of its own")
        return self

    def expect_nothing_left_running(
        self, *, mistakes: Mistakes | None = None, help: str = ""
    ) -> Self:
        """Expect every process of the call to have ended when the function returned."""
        wanted = "no child is left running"
        self._must_have_returned(wanted, mistakes)
        if self.left_running:
            got = f"{_processes(len(self.left_running))} still running"
            self._fail(wanted, mistakes, help, got=got, otherwise="left-running")
        prove("no child was left running")
        return self

    # -- failing -----------------------------------------------------------------------------

    def _must_have_returned(self, expected: str, mistakes: Mistakes | None) -> None:
        if self.error is not None or self.timed_out:
            self._fail(expected, mistakes, "")

    def _got_exit(self) -> str:
        return self.got if self.timed_out or self.error else f"exit code {self.exit_code}"

    @property
    def got(self) -> str:
        """Say in a phrase what came back."""
        if self.timed_out:
            return f"no answer within {self.seconds:.0f} s"
        if self.error is not None:
            where = f" (line {self.error.line} of the cell)" if self.error.line else ""
            return clean(f"{self.error}{where}")
        if self.call_text.startswith("python "):
            printed = f", having printed {show(self.stdout, 120)}" if self.stdout else ""
            return f"exit code {self.exit_code}{printed}"
        return show(self.value)

    def _fail(
        self,
        expected: str,
        mistakes: Mistakes | None,
        help: str,
        *,
        got: str = "",
        wanted: Any = None,
        of_type: bool = False,
        otherwise: str | None = None,
    ) -> NoReturn:
        slug = before_all(self) or self._listed(mistakes) or by_outcome(self) or otherwise
        if slug is None and (wanted is not None or of_type):
            slug = by_value(self, wanted)
        explanation = Explanation(
            called=self.call_text,
            got=got or self.got,
            expected=expected,
            details=self._details(),
        )
        raise CheckFailure(
            explanation.named(slug, mistake(slug) if slug is not None else None, help)
        )

    def _listed(self, mistakes: Mistakes | None) -> str | None:
        """Find the first of the check's own known mistakes that this outcome shows."""
        for slug, sign in (mistakes or {}).items():
            if callable(sign):
                try:
                    if sign(self):
                        return slug
                except Exception:  # a sign may look at a shape that this value has not
                    continue
            elif self.error is None and not self.timed_out and same(self.value, sign):
                return slug
        return None

    def _details(self) -> str:
        parts = []
        if self.error is not None and self.error.traceback:
            parts.append(f"{self.error.traceback}\n{self.error}")
        if self.stdout.strip():
            parts.append(f"It printed:\n{self.stdout.rstrip()}")
        if self.stderr.strip():
            parts.append(f"On standard error:\n{_tail(self.stderr.rstrip(), 30)}")
        return clean("\n\n".join(parts))


def _processes(count: int) -> str:
    return {0: "no process", 1: "one process"}.get(count, f"{count} processes")


def _tail(text: str, lines: int) -> str:
    kept = text.splitlines()
    return "\n".join(kept if len(kept) <= lines else ["…", *kept[-lines:]])

"""Recognise the mistakes that can happen in any exercise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from course.checks.values import Unportable, same

if TYPE_CHECKING:
    from course.checks.outcome import Outcome


def _error(outcome: Outcome) -> str:
    return outcome.error.type if outcome.error else ""


def _phase(outcome: Outcome) -> str:
    return outcome.error.phase if outcome.error else ""


def _heard(outcome: Outcome, *phrases: str) -> bool:
    """Tell whether all phrases stand in the error or on standard error."""
    text = f"{outcome.error or ''}\n{outcome.stderr}"
    return all(phrase in text for phrase in phrases)


Signs: TypeAlias = "tuple[tuple[str, Callable[[Outcome], bool]], ...]"

# Nothing can be said of an answer that is not there: these come before an exercise's own mistakes.
ABSENT: Signs = (
    ("module-missing", lambda o: _error(o) == "ModuleMissing"),
    (
        "syntax-error",
        lambda o: (
            _phase(o) == "import" and _error(o) in ("SyntaxError", "IndentationError", "TabError")
        ),
    ),
    (
        "not-started",
        lambda o: (
            _error(o) == "NotImplementedError"
            or (o.exit_code == 1 and o.stderr.rstrip().endswith("\nNotImplementedError"))
        ),
    ),
    (
        "function-missing",
        lambda o: (
            _phase(o) == "find"
            or (
                _error(o) == "AttributeError"
                and _heard(o, f"module {o.module!r} has no attribute")
                and o.error is not None
                and o.error.line is None
            )
        ),
    ),
)

# In this order: the first sign that fits is the diagnosis.
SIGNS: Signs = (
    ("printed-too-much", lambda o: _phase(o) == "printed-too-much"),
    ("reply-unreadable", lambda o: _phase(o) in ("reply-too-large", "garbled")),
    ("unguarded", lambda o: _heard(o, "bootstrapping phase")),
    ("target-in-main", lambda o: _heard(o, "Can't get attribute", "__main__")),
    ("daemon-child", lambda o: _heard(o, "daemonic processes are not allowed to have children")),
    ("joined-before-start", lambda o: _heard(o, "can only join a started process")),
    ("started-twice", lambda o: _heard(o, "cannot start a process twice")),
    # What pickle says of a nested function changes between Python's versions.
    ("nested-target", lambda o: _heard(o, "local object") or _heard(o, "pickle", "<locals>")),
    (
        "args-not-a-tuple",
        lambda o: (
            _heard(o, "self._target(*self._args, **self._kwargs)", "TypeError:")
            and (_heard(o, "positional argument") or _heard(o, "must be an iterable"))
        ),
    ),
    ("timed-out", lambda o: o.timed_out),
    ("exited-early", lambda o: _error(o) in ("ProcessEnded", "SystemExit")),
    ("import-failed", lambda o: _phase(o) == "import"),
    ("raised", lambda o: o.error is not None and _error(o) != "Stopped"),
    ("child-failed", lambda o: _heard(o, "Traceback (most recent call last)", "Process ")),
)


def before_all(outcome: Outcome) -> str | None:
    """Return the slug that says why there is no answer to look at, if there is none."""
    return _first(ABSENT, outcome)


def _first(signs: Signs, outcome: Outcome) -> str | None:
    return next((slug for slug, sign in signs if sign(outcome)), None)


def by_outcome(outcome: Outcome) -> str | None:
    """Return the slug of the first common mistake that the outcome itself shows."""
    return _first(SIGNS, outcome)


def by_value(outcome: Outcome, wanted: Any) -> str | None:
    """Return the slug of a common mistake that shows in the value, given what was wanted."""
    value = outcome.value
    if value is None and wanted is not None:
        printed = outcome.stdout.strip()
        return "printed-not-returned" if printed else "returned-nothing"
    if isinstance(value, Unportable):
        return "generator-not-list" if value.type == "generator" else "unportable-value"
    if type(value) is tuple and type(wanted) is list:
        return "tuple-not-list"
    if type(value) is list and type(wanted) is tuple:
        return "list-not-tuple"
    if type(value) is str and type(wanted) in (int, float) and same(value.strip(), str(wanted)):
        return "text-not-number"
    return None

"""Outcomes made of a runner's replies, or of there being none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.checks.outcome import Outcome, ProcessEvidence, Raised
from course.checks.values import clean, decode

STOPPED = {
    "timed-out": "the call was stopped at its deadline",
    "printed-too-much": "the call printed more than a check can read",
    "reply-too-large": "the result is too large to send",
    "garbled": "the reply cannot be read",
    "abandoned": "the call was given up",
}


def missing_module(name: str, call: str, method: str, sources: Mapping[str, str]) -> Outcome:
    """Make the outcome of a call into a module that no cell has saved."""
    others = ", ".join(sorted(sources))
    there = f"; there is {others}" if others else ""
    error = Raised("ModuleMissing", f"no cell has saved a module {name!r}{there}", phase="import")
    return Outcome(name, call, method, error=error)


def runner_lost(name: str, call: str, method: str, why: str) -> Outcome:
    """Make the outcome of a call whose runner did not survive it."""
    return Outcome(name, call, method, error=Raised("ProcessEnded", why))


def outcome_of(
    reply: Mapping[str, Any], name: str, call: str, method: str, timeout: float
) -> Outcome:
    """Make an outcome of a runner's reply, trusting none of its parts."""
    try:
        return _outcome_of(reply, name, call, method)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        return runner_lost(name, call, method, f"the runner's reply cannot be read ({error!r})")


def _outcome_of(reply: Mapping[str, Any], name: str, call: str, method: str) -> Outcome:
    verdict = str(reply["verdict"])
    code = reply["exit_code"]
    is_script = call.startswith("python ")
    error: Raised | None = None
    value = None
    if verdict and verdict != "timed-out":
        error = Raised("Stopped", STOPPED.get(verdict, verdict), phase=verdict)
    elif reply["error"] is not None:
        told = reply["error"]
        line = told["line"]
        error = Raised(
            clean(str(told["type"])),
            clean(str(told["message"])),
            clean(str(told["traceback"])),
            int(line) if line is not None else None,
            str(told["phase"]),
        )
    elif reply["answered"]:
        value = decode(reply["value"])
    elif code is not None and not is_script:
        error = Raised("ProcessEnded", f"the process ended with exit code {int(code)}")
    return Outcome(
        module=name,
        call_text=call,
        start_method=method,
        value=value,
        error=error,
        exit_code=int(code) if code is not None else None,
        stdout=str(reply["stdout"]),
        stderr=str(reply["stderr"]),
        seconds=float(reply["seconds"]),
        timed_out=verdict == "timed-out",
        pid=int(reply["pid"]),
        parent_pid=int(reply["parent_pid"]),
        processes=tuple(_evidence(p) for p in reply["processes"]),
        left_running=tuple(_evidence(p) for p in reply["left_running"]),
    )


def _evidence(told: Mapping[str, Any]) -> ProcessEvidence:
    ended = told["ended"]
    return ProcessEvidence(
        pid=int(told["pid"]),
        parent_pid=int(told["parent_pid"]),
        started=float(told["started"]),
        ended=float(ended) if ended is not None else None,
        command=tuple(clean(str(word)) for word in told["command"]),
        helper=bool(told["helper"]),
    )

"""Run a fork program for real, where nothing can come to harm."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from course.forking.family import LARGEST, Family, FamilyTooLarge, Forked, NoFork, place

HELPER = Path(__file__).parents[1] / "programs" / "forks.py"
RECORDINGS = Path(__file__).with_name("recorded.json")
PATIENCE = 15.0  # seconds for a whole family


def fork_for_real(program: str) -> Family:
    """Run a fork program in a clean helper process, and return what each of its processes reported.

    Where there is no fork, return a recording made elsewhere, or raise NoFork if there is none.
    Nothing is left running, also if the call is interrupted.
    """
    if not hasattr(os, "fork"):
        return recorded(program)
    request = json.dumps({"program": program, "tickets": LARGEST - 1}).encode()
    with _helper() as helper:
        assert helper.stdin is not None
        helper.stdin.write(request)
        helper.stdin.close()
        reports = [json.loads(line) for line in _read_to_end(helper).splitlines()]
    family = _family(program, reports)
    _refuse_unfinished(family, reports)
    return family


def recorded(program: str) -> Family:
    """Return the recording of a fork program, made on a system that has fork."""
    run = json.loads(RECORDINGS.read_text(encoding="utf-8")).get(fingerprint(program))
    if run is None:
        raise NoFork("This system has no fork. imagine(program) works out what it would do.")
    processes = tuple(Forked(**{**one, "said": tuple(one["said"])}) for one in run["processes"])
    return Family(program, processes, recorded=run["system"])


def fingerprint(program: str) -> str:
    """Return what a recording is filed under."""
    return hashlib.sha256(program.encode()).hexdigest()[:16]


@contextlib.contextmanager
def _helper() -> Iterator[subprocess.Popen[bytes]]:
    """Lend a clean, single-threaded Python in a group of its own; end the group at the end."""
    helper = subprocess.Popen(
        # Python warns of a fork among threads; a lesson that shows one has already said why.
        [sys.executable, "-I", "-S", "-W", "ignore::DeprecationWarning", str(HELPER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        bufsize=0,
    )
    try:
        yield helper
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(helper.pid, signal.SIGKILL)
        helper.wait()
        with contextlib.suppress(TimeoutError):
            _read_to_end(helper)  # the others are not ours to wait for; their ends close the pipe
        for stream in (helper.stdin, helper.stdout):
            if stream is not None:
                stream.close()


def _read_to_end(helper: subprocess.Popen[bytes]) -> bytes:
    """Read until the last process of the family has ended, which closes the pipe."""
    assert helper.stdout is not None
    deadline, data = time.monotonic() + PATIENCE, b""
    with DefaultSelector() as selector:
        selector.register(helper.stdout, EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            piece = os.read(helper.stdout.fileno(), 65536)
            if not piece:
                return data
            data += piece
    raise TimeoutError(f"the fork program had not ended after {PATIENCE:g} s, so it was stopped")


def _family(program: str, reports: list[dict[str, Any]]) -> Family:
    """Put the reports of all processes together."""
    members: dict[str, Forked] = {}
    for report in reports:
        if "line" in report:
            members[report["name"]] = Forked(
                report["name"],
                report["parent"],
                report["line"],
                pid=report["pid"],
                parent_pid=report["parent_pid"],
            )
    for report in reports:
        one = members[report["name"]]
        if "said" in report:
            one = replace(one, said=(*one.said, report["said"]))
        elif "code" in report:
            one = replace(one, code=report["code"], error=report["error"])
        members[report["name"]] = one
    return Family(program, tuple(sorted(members.values(), key=place)))


def _refuse_unfinished(family: Family, reports: list[dict[str, Any]]) -> None:
    ended = {report["name"] for report in reports if "code" in report}
    if any("too large" in one.error for one in family.processes):
        raise FamilyTooLarge(f"more than {LARGEST} processes")
    lost = [one.name for one in family.processes if one.name not in ended]
    if lost:
        raise RuntimeError(f"{', '.join(lost)} ended without a word")

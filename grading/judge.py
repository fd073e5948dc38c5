"""Judge one submission: run trusted test cells against a student's modules.

The cells run in a worker process of ours and the modules in a runner of the worker's; this module
keeps the time. A worker that overruns is ended with all it started, its cell fails with a reason
and a fresh worker goes on with the rest. Nothing here knows nbgrader or its database.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grading import outputs
from grading.outputs import CHECK_MIME, Output
from grading.submission import Note, Submission
from grading.worker_process import Overrun, WorkerDied, WorkerProcess

#: Seconds that one test cell may take, all its calls together.
CELL_SECONDS = 60.0
#: Seconds in which a worker must be ready for a submission.
START_SECONDS = 60.0

Launch = Callable[..., Any] | str | None

# The modules that a test cell asks for.
_ASKED = re.compile(r"\bstudent\(\s*[\"'](\w+)[\"']")


@dataclass(frozen=True)
class TestCell:
    """A trusted test cell: never taken from what a student handed in."""

    __test__ = False  # not a test of pytest's

    grade_id: str
    source: str


@dataclass(frozen=True)
class CellVerdict:
    """What came of one test cell.

    ``outputs`` are nbformat output dicts that nbgrader scores as ``passed`` says; ``diagnosis`` is
    the slug of the known mistake; ``reason`` says in a sentence why the cell failed; ``box`` how
    well the box protected in which it ran ("" if nothing ran).
    """

    grade_id: str
    passed: bool
    outputs: list[Output]
    diagnosis: str | None
    reason: str
    seconds: float
    box: str = ""


class JudgeError(RuntimeError):
    """The judge itself could not work. This is never a student's fault and gives no score."""


def judge(
    cells: Sequence[TestCell],
    modules: Mapping[str, str],
    *,
    start_method: str = "spawn",
    launch: Launch = None,
    box: str = "off",
    cell_seconds: float = CELL_SECONDS,
    worker: WorkerProcess | None = None,
    enough: Callable[[CellVerdict], bool] = lambda _: False,
) -> list[CellVerdict]:
    """Return one verdict per test cell, in order, up to the first that is ``enough`` to know.

    ``launch`` says where a runner lives: a function (or "module:function") that takes the place of
    ``subprocess.Popen``; ``box`` asks for a box of ours instead ("any", "strong" or "full").
    A ``worker`` that is passed in is used and left open for the next submission.

    Raises:
        JudgeError: if the judge cannot work; then nothing is known about the submission.
    """
    own = worker or WorkerProcess()
    opening = {
        "op": "open",
        "modules": dict(modules),
        "start_method": start_method,
        "launch": launch_name(launch),
        "box": box,
        "warm": worker is not None,  # worth its start only for several submissions
    }
    verdicts: list[CellVerdict] = []
    passed: dict[str, bool] = {}
    opened = False
    try:
        for cell in cells:
            if not opened:
                _open(own, {**opening, "passed": passed})
                opened = True
            began = time.monotonic()
            try:
                reply = own.ask(
                    {"op": "cell", "grade_id": cell.grade_id, "source": cell.source}, cell_seconds
                )
                verdicts.append(_verdict(reply))
                passed |= {card["title"]: card["passed"] for card in cards(verdicts[-1].outputs)}
            except (Overrun, WorkerDied) as trouble:
                opened = False
                verdicts.append(_cut_short(cell, trouble, cell_seconds, time.monotonic() - began))
            if enough(verdicts[-1]):
                break
        if opened and worker:
            _close(own)
    finally:
        if worker is None:
            own.end()
    return verdicts


def refused(cell: TestCell, note: Note) -> CellVerdict:
    """Return the verdict on a cell that there is nothing to run against."""
    return failed(cell.grade_id, note.slug, note.says)


def failed(grade_id: str, diagnosis: str, reason: str, seconds: float = 0.0) -> CellVerdict:
    """Return a failed verdict that shows ``reason``."""
    shown = [outputs.notice(diagnosis, reason), outputs.error("NotJudged", reason)]
    return CellVerdict(grade_id, False, shown, diagnosis, reason, seconds)


def explain(verdict: CellVerdict, cell: TestCell, submission: Submission) -> CellVerdict:
    """Say why a module is missing, where the check could only see that nothing is right."""
    if verdict.passed:
        return verdict
    for module in _ASKED.findall(cell.source):
        note = submission.why_missing(module)
        if note:
            shown = [outputs.notice(note.slug, note.says), *verdict.outputs]
            return replace(verdict, outputs=shown, diagnosis=note.slug, reason=note.says)
    return verdict


def cards(shown: Sequence[Output]) -> list[dict[str, Any]]:
    """Return the checks' cards among a cell's outputs, as data."""
    bundles = (output.get("data", {}).get(CHECK_MIME) for output in shown)
    return [card for card in bundles if isinstance(card, dict)]


def launch_name(launch: Launch) -> str:
    """Return ``launch`` as "module:function", the form in which it reaches the worker."""
    if launch is None or isinstance(launch, str):
        return launch or ""
    name = f"{launch.__module__}:{launch.__qualname__}"
    if "<" in name:
        raise JudgeError(f"launch must be a function that can be imported, not {name}")
    return name


def _open(worker: WorkerProcess, opening: dict[str, Any]) -> None:
    for attempt in (1, 2):
        try:
            reply = worker.ask(opening, START_SECONDS)
        except (Overrun, WorkerDied) as trouble:
            if attempt == 2:
                raise JudgeError(f"The judge's worker does not start: {trouble}") from trouble
            continue
        if "opened" not in reply:
            raise JudgeError(f"The judge's worker cannot begin: {reply.get('problem', reply)}")
        return


def _close(worker: WorkerProcess) -> None:
    try:
        worker.ask({"op": "close"}, 30)
    except (Overrun, WorkerDied):
        worker.end()  # the next one that uses it gets a fresh process


def _verdict(reply: dict[str, Any]) -> CellVerdict:
    if reply.get("problem"):
        raise JudgeError(f"The judge's worker is out of step: {reply['problem']}")
    shown: list[Output] = reply["outputs"]
    passed = reply["passed"] is True
    diagnosis = None
    reason = ""
    for card in cards(shown):
        if not card.get("passed") and card.get("diagnosis"):
            diagnosis = str(card["diagnosis"])
    for output in shown:
        if output["output_type"] == "error":
            reason = output["evalue"]
    return CellVerdict(
        reply["grade_id"],
        passed,
        shown,
        diagnosis,
        reason,
        float(reply["seconds"]),
        str(reply["box"]),
    )


def _cut_short(cell: TestCell, trouble: Exception, limit: float, seconds: float) -> CellVerdict:
    if isinstance(trouble, Overrun):
        says = (
            f"This check took longer than {limit:g} s and was ended, with every process it had "
            "started. Look for a loop that never ends or a wait for something that never comes."
        )
        return failed(cell.grade_id, "timed-out", says, round(seconds, 3))
    says = (
        "The process that ran this check was ended from outside before it was done. Code in your "
        "notebook may have ended processes that it did not start, or used up the memory."
    )
    return failed(cell.grade_id, "judge-ended", says, round(seconds, 3))

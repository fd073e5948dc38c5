"""Judge every answer that is known for an exercise: starter, solution, alternatives, mutants."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from authoring.anatomy import Exercise, diagnosis_of, exercises, module_file, modules
from authoring.check.report import Problem
from authoring.lessons import Lesson
from authoring.notebooks import Notebook
from grading.judge import CellVerdict, JudgeError, TestCell, judge
from grading.worker_process import WorkerProcess

#: Seconds after which a cell is taken to have waited for a deadline.
HANGS = 5.0
OWN_FAULT = "judge-failed"
# What a test cell raises by right; any other exception is an error in the cell.
VERDICTS = ("CheckFailure", "NotJudged")
KINDS = {
    "starter": "starters_failing",
    "solution": "solutions_passing",
    "alternative": "alternatives_passing",
    "mutant": "mutants_caught",
}


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise, and under which start methods it is judged."""

    kind: str
    exercise: Exercise
    where: str
    modules: dict[str, str]
    start_methods: tuple[str, ...]
    diagnosis: str = ""


class Bench:
    """Keep one warm worker for each thread; use it as a context manager, which ends them."""

    def __init__(self) -> None:
        """Start with no worker at all."""
        self._mine = threading.local()
        self._all: list[WorkerProcess] = []

    def __enter__(self) -> Bench:
        """Lend the bench."""
        return self

    def __exit__(self, *exception: object) -> None:
        """End all workers."""
        for worker in self._all:
            worker.end()

    def worker(self) -> WorkerProcess:
        """Return this thread's worker."""
        found: WorkerProcess | None = getattr(self._mine, "worker", None)
        if found is None:
            found = self._mine.worker = WorkerProcess()
            self._all.append(found)
        return found


def answers(
    lesson: Lesson, source: Notebook, starter: Notebook, start_methods: tuple[str, ...]
) -> list[Answer]:
    """Return everything there is to judge in a lesson."""
    solved, begun = modules(source), modules(starter)
    found: list[Answer] = []
    for one in exercises(source):
        if not one.module or not one.tests:
            continue
        cell = f"cell {one.name!r}"
        found.append(Answer("starter", one, cell, begun, ("spawn",)))
        found.append(Answer("solution", one, cell, solved, start_methods))
        for path in lesson.alternatives(one.name):
            text = solved | {one.module: module_file(path, one.module)}
            where = path.relative_to(lesson.root).as_posix()
            found.append(Answer("alternative", one, where, text, start_methods))
        for path in lesson.mutants(one.name):
            text = solved | {one.module: module_file(path, one.module)}
            where = path.relative_to(lesson.root).as_posix()
            slug = diagnosis_of(path.read_text(encoding="utf-8"))
            found.append(Answer("mutant", one, where, text, ("spawn",), slug))
    return found


def assess(answer: Answer, worker: WorkerProcess, hangs: float = HANGS) -> list[Problem]:
    """Judge one answer under each of its start methods; return what is not as it should be.

    A mutant that is caught under its own name by a cell that took `hangs` seconds is not waited
    for again: its verdict stands. Others meet every cell, for a cell may break on a wrong answer.
    """

    def caught(verdict: CellVerdict) -> bool:
        named = not verdict.passed and verdict.diagnosis == answer.diagnosis != ""
        return answer.kind == "mutant" and named and verdict.seconds >= hangs

    cells = [TestCell(cell.id, cell.source) for cell in answer.exercise.tests]
    found: list[Problem] = []
    for method in answer.start_methods:
        try:
            verdicts = judge(
                cells, answer.modules, start_method=method, worker=worker, enough=caught
            )
        except JudgeError as error:
            found.append(Problem(answer.kind, answer.where, f"({method}) {error}", "run it again"))
        else:
            found += broken(verdicts, method) or RULES[answer.kind](answer, verdicts, method)
    return found


def broken(verdicts: list[CellVerdict], method: str) -> list[Problem]:
    """Blame each test cell that fails by its own fault: no answer can pass it."""
    return [
        Problem(
            "test", f"cell {verdict.grade_id!r}", f"breaks ({method}): {brief(verdict)}", "mend it"
        )
        for verdict in verdicts
        if verdict.diagnosis == OWN_FAULT
        or any(output.get("ename", VERDICTS[0]) not in VERDICTS for output in verdict.outputs)
    ]


def brief(verdict: CellVerdict) -> str:
    """Return why a cell failed, on one line."""
    text = "; ".join(" ".join(line.split()) for line in verdict.reason.splitlines() if line.strip())
    return text if len(text) <= 320 else text[:319] + "…"


def must_fail(answer: Answer, verdicts: list[CellVerdict], method: str) -> list[Problem]:
    """Blame each test that the released starter passes already."""
    return [
        Problem(
            "starter",
            answer.where,
            f"test cell {verdict.grade_id!r} passes before anything is written",
            "let it call what the student is to write",
        )
        for verdict in verdicts
        if verdict.passed
    ]


def must_pass(answer: Answer, verdicts: list[CellVerdict], method: str) -> list[Problem]:
    """Blame each test that a right answer fails."""
    return [
        Problem(
            answer.kind,
            answer.where,
            f"fails test cell {verdict.grade_id!r} under {method}: {brief(verdict)}",
            "mend the answer, or the test if it asks for more than the prompt says",
        )
        for verdict in verdicts
        if not verdict.passed
    ]


def must_be_caught(answer: Answer, verdicts: list[CellVerdict], method: str) -> list[Problem]:
    """Blame a wrong answer that scores full, or is caught under another name."""
    failed = [verdict for verdict in verdicts if not verdict.passed]
    slugs = sorted({verdict.diagnosis or "none" for verdict in failed})
    if not answer.diagnosis:
        says, do = "has no diagnosis", "begin the file with `# diagnosis: SLUG`"
    elif not failed:
        says = "scores full: no test notices the mistake"
        do = f"add a test, or mistakes={{{answer.diagnosis!r}: …}} to an expectation that sees it"
    elif answer.diagnosis not in slugs:
        says = f"is caught, but as {', '.join(slugs)} instead of {answer.diagnosis!r}"
        first = failed[0]
        do = (
            f"name {answer.diagnosis!r} in the mistakes= of test cell {first.grade_id!r}, "
            f"which said: {brief(first)}"
        )
    else:
        return []
    return [Problem("mutant", answer.where, says, do)]


RULES = {
    "starter": must_fail,
    "solution": must_pass,
    "alternative": must_pass,
    "mutant": must_be_caught,
}

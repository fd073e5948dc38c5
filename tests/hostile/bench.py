"""A whole submission on trial: notebook in, verdicts out, with a neighbour graded meanwhile.

The assignment has two exercises, `add` and `crew`. An attack is handed in as the answer to one of
them; the other is answered rightly and must keep its points. Attacks that steal or break out give
a wrong sum if they succeed, so that the score itself says whether they did.
"""

from __future__ import annotations

import copy
import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import psutil
import pytest

from course.checks.seen import alive
from grading.judge import CellVerdict, TestCell, explain, judge
from grading.restore import MasterCell, expected_modules, released_source, restore
from grading.submission import Cell, Note, read_modules
from grading.worker_process import WorkerProcess
from tests.hostile.arena import Traces, traces_left
from tests.unit.grading.tiny import code

#: What only the hidden test knows: the sum that it expects, and a mark in its text.
CANARY = "canary-7Qx2"
SECRET_SUM = 918_273_645

ADD = """%%module sums
def add(a, b):
    return a + b
"""
CREW = """%%module crew
import multiprocessing, os

def report(queue, place):
    queue.put((place, os.getpid()))

def crew(size):
    queue = multiprocessing.SimpleQueue()
    children = [multiprocessing.Process(target=report, args=(queue, i)) for i in range(size)]
    for child in children:
        child.start()
    answers = sorted(queue.get() for _ in children)
    for child in children:
        child.join()
    return [pid for _, pid in answers]
"""
_VALUE = """from course.checks import check, student
with check("add adds"):
    student("sums").call("add", 1, 2, timeout=TIMEOUT).expect_value(3)
"""
_HIDDEN = f"""from course.checks import check, student
with check("add adds other numbers"):
    ### BEGIN HIDDEN TESTS
    # {CANARY}
    outcome = student("sums").call("add", {SECRET_SUM - 5}, 5, timeout=TIMEOUT)
    outcome.expect_value({SECRET_SUM})
    ### END HIDDEN TESTS
"""
_QUIET = """from course.checks import check, student
with check("add leaves nothing running"):
    student("sums").call("add", 1, 2, timeout=TIMEOUT).expect_nothing_left_running()
"""
_CREW = """from course.checks import check, student
with check("crew starts processes"):
    outcome = student("crew").call("crew", 2, timeout=TIMEOUT)
    outcome.expect_processes(2).expect_distinct_pids(outcome.value)
    outcome.expect_nothing_left_running()
"""
_SLOW = """from course.checks import check, student
with check("add takes its time"):
    outcome = student("sums").call("add", 1, 2, timeout=TIMEOUT)
    outcome.expect_that(lambda o: o.seconds >= 8, "add takes 8 s")
"""
#: Every check by a short name, and what it is worth.
CHECKS = {"value": _VALUE, "hidden": _HIDDEN, "quiet": _QUIET, "slow": _SLOW, "crew": _CREW}
POINTS = {"value": 1.0, "hidden": 2.0, "quiet": 1.0, "slow": 1.0, "crew": 3.0}
# Tells which boxes the judge's worker has open.
_SPY = """import gc, json
boxes = [o for o in gc.get_objects() if type(o).__name__ == "Box" and o.report is None]
print(json.dumps([
    [b._marker, b._slot.number, b._uid if b.protection.root else None,
     [str(f) for f in (b._group.folders if b._group else ())]] for b in boxes]))
"""


@dataclass(frozen=True)
class Attack:
    """One hostile or broken answer, and what must come of it.

    ``passes`` names the checks whose work was really done, ``diagnosis`` the slug (or one by
    check) of the others, ``says`` a part of what the student reads; ``seconds`` is the time that
    each call may take.
    """

    case: int
    name: str
    source: str
    passes: str
    diagnosis: str | Mapping[str, str] = ""
    says: str = ""
    exercise: str = "add"
    checks: str = "value crew"
    seconds: float = 15.0

    def expected(self, check: str) -> str:
        """Return the diagnosis that a failed check must carry."""
        return self.diagnosis if isinstance(self.diagnosis, str) else self.diagnosis[check]


def attacks(*table: Attack) -> pytest.MarkDecorator:
    """Run a test once for each attack; its id begins with the number of the case."""
    params = [pytest.param(a, id=f"{a.case:02}-{a.name}", marks=_case(a.case)) for a in table]
    return pytest.mark.parametrize("attack", params)


def _case(number: int) -> pytest.MarkDecorator:
    return pytest.mark.case(number)


def master(checks: Sequence[str], seconds: float) -> list[MasterCell]:
    """Return the assignment as a gradebook keeps it, with these checks only."""
    answers = {"sums": ADD, "crew": CREW}
    cells = [
        MasterCell(name, "code", source, "", False, True, False, False, None)
        for name, source in answers.items()
    ]
    return cells + [
        MasterCell(
            f"test-{name}",
            "code",
            CHECKS[name].replace("TIMEOUT", repr(_deadline(name, seconds))),
            "",
            True,
            False,
            True,
            False,
            POINTS[name],
        )
        for name in checks
    ]


def _deadline(check: str, seconds: float) -> float:
    """Return how long a call may take: an attack's short time is not for honest work beside it."""
    return max(seconds, 15.0) if check == "crew" else seconds


def notebook(
    checks: Sequence[str], add: str = ADD, crew: str = CREW, seconds: float = 15.0
) -> list[Cell]:
    """Return the cells of a submission with these answers, as they come from its file."""
    cells = [code(add, "sums"), code(crew, "crew")]
    released = [cell for cell in master(checks, seconds) if cell.is_check]
    return cells + [code(released_source(c), c.grade_id, int(c.points or 0)) for c in released]


@dataclass
class Graded:
    """The verdicts on one submission by the check's short name, and what was noticed."""

    verdicts: dict[str, CellVerdict]
    notes: list[Note] = field(default_factory=list)

    @property
    def passed(self) -> set[str]:
        """The checks that passed."""
        return {name for name, verdict in self.verdicts.items() if verdict.passed}

    @property
    def score(self) -> float:
        """The points earned."""
        return sum(POINTS[name] for name in self.passed)

    def text(self, check: str) -> str:
        """Return all that the student reads at a check."""
        return json.dumps(self.verdicts[check].outputs, ensure_ascii=False)


class Bench:
    """Two judges that stay warm: one for the accused, one for the neighbour."""

    def __init__(self) -> None:
        self.judging = WorkerProcess()
        self.beside = WorkerProcess()
        self.neighbour()
        #: How many processes an idle judge has under it: those it forks its boxes from.
        self.idle = len(psutil.Process(self.beside.pid).children(recursive=True))

    def close(self) -> None:
        """End both judges."""
        self.judging.end()
        self.beside.end()

    def try_attack(self, attack: Attack) -> Graded:
        """Grade an attack beside a neighbour and hold the result against what is expected."""
        checks = attack.checks.split()
        answers = {attack.exercise: attack.source}
        cells = notebook(checks, seconds=attack.seconds, **answers)
        graded = self.try_cells(cells, checks, attack.seconds)
        assert {note.slug for note in graded.notes} <= {attack.diagnosis}, graded.notes
        assert graded.passed == set(attack.passes.split()), _tell(graded)
        for name, verdict in graded.verdicts.items():
            if verdict.passed:
                continue
            assert (verdict.diagnosis or "") == attack.expected(name), _tell(graded)
            assert verdict.reason, "a failed check must say why"
            assert attack.says in graded.text(name), graded.text(name)
        return graded

    def try_cells(self, cells: list[Cell], checks: Sequence[str], seconds: float = 15.0) -> Graded:
        """Grade a submission beside a neighbour; nothing of it may be left afterwards."""
        answers: list[Graded] = []
        neighbour = threading.Thread(target=lambda: answers.append(self.neighbour()))
        neighbour.start()
        try:
            graded, traces = grade(cells, checks, self.judging, seconds)
        finally:
            neighbour.join(90)
        assert answers, "the neighbour was never graded"
        assert answers[0].passed == {"value", "crew"}, _tell(answers[0])
        assert traces, "the submission was judged in no box"
        left = [found for trace in traces for found in traces_left(trace)]
        assert left == []
        for worker in (self.judging, self.beside):
            assert len(below(worker, self.idle)) <= self.idle, below(worker, self.idle)
        return graded

    def neighbour(self) -> Graded:
        """Grade a right submission."""
        checks = ("value", "crew")
        return grade(notebook(checks, seconds=60.0), checks, self.beside, 60.0)[0]


def below(worker: WorkerProcess, idle: int) -> list[str]:
    """List the living processes under a judge, once no more are there than when it is idle."""
    deadline = time.monotonic() + 3
    while worker.pid is not None:
        children = psutil.Process(worker.pid).children(recursive=True)
        found = [str(child) for child in children if alive(child)]
        if len(found) <= idle or time.monotonic() > deadline:
            return found
        time.sleep(0.02)
    return []


def grade(
    cells: list[Cell], checks: Sequence[str], worker: WorkerProcess, seconds: float
) -> tuple[Graded, list[Traces]]:
    """Grade one submission in a strong box; return the verdicts and how to find its boxes."""
    original = master(checks, seconds)
    cells, notes = restore(copy.deepcopy(cells), original)
    submission = read_modules(cells, expected_modules(original))
    tests = [TestCell(cell.grade_id, cell.source) for cell in original if cell.is_check]
    spy = TestCell("spy", _SPY)
    ran = [spy, *(cell for test in tests for cell in (test, spy))]
    verdicts = judge(ran, submission.modules, box="strong", worker=worker)
    by_id = {test.grade_id: test for test in tests}
    found = {
        v.grade_id.removeprefix("test-"): explain(v, by_id[v.grade_id], submission)
        for v in verdicts
        if v.grade_id in by_id
    }
    return Graded(found, notes + submission.notes), _traces(verdicts)


def _traces(verdicts: Sequence[CellVerdict]) -> list[Traces]:
    traces: dict[str, Traces] = {}
    for verdict in verdicts:
        if verdict.grade_id == "spy" and verdict.passed:
            for marker, slot, uid, groups in json.loads(verdict.outputs[0]["text"]):
                traces[marker] = Traces(marker, slot, uid, tuple(groups))
    return list(traces.values())


def _tell(graded: Graded) -> str:
    told: Any = {name: (v.passed, v.diagnosis, v.reason) for name, v in graded.verdicts.items()}
    return json.dumps(told, indent=1, ensure_ascii=False)


def control(attack: Attack, modules: Mapping[str, str] | None = None) -> Graded:
    """Grade an attack in no box at all: what is refused there was never tried."""
    checks = attack.checks.split()
    original = master(checks, attack.seconds)
    cells = notebook(checks, **{attack.exercise: attack.source})
    submission = read_modules(cells, expected_modules(original))
    tests = [TestCell(cell.grade_id, cell.source) for cell in original if cell.is_check]
    verdicts = judge(tests, {**submission.modules, **(modules or {})}, box="off")
    return Graded({v.grade_id.removeprefix("test-"): replace(v) for v in verdicts})

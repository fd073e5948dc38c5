"""The judge: deadlines from outside, fresh workers, nothing left behind."""

from __future__ import annotations

import os
import signal
import sys
import time

import psutil
import pytest

from course.checks.seen import alive
from grading.judge import JudgeError, TestCell, judge
from grading.submission import module_text
from grading.worker_process import WorkerProcess
from tests.unit.grading import tiny

GOOD = {"tiny_sum": module_text("tiny_sum", tiny.RIGHT_ADD.split("\n", 1)[1])}
ADD = TestCell("test-add-value", tiny.ADD_VALUE)


def leftovers() -> list[psutil.Process]:
    return [p for p in psutil.Process().children(recursive=True) if alive(p)]


def test_a_cell_that_overruns_is_ended_and_the_rest_goes_on() -> None:
    before = leftovers()
    endless = TestCell("test-endless", "while True: pass")
    sleeper = TestCell(
        "test-sleeper",
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])",
    )
    began = time.monotonic()
    verdicts = judge([ADD, endless, ADD, sleeper, ADD], GOOD, cell_seconds=6)
    assert [v.passed for v in verdicts] == [True, False, True, False, True]
    assert [v.diagnosis for v in verdicts] == [None, "timed-out", None, "timed-out", None]
    assert "longer than 6 s" in verdicts[1].reason
    assert time.monotonic() - began < 120
    assert [p for p in leftovers() if p not in before] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_worker_killed_from_outside_costs_one_cell() -> None:
    suicide = TestCell("test-killed", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    verdicts = judge([ADD, suicide, ADD], GOOD)
    assert [v.passed for v in verdicts] == [True, False, True]
    assert verdicts[1].diagnosis == "judge-ended"


def test_what_earlier_checks_came_to_survives_a_worker() -> None:
    first = TestCell(
        "test-1",
        "from course.checks import check, student\n"
        "with check('first'):\n    student('tiny_sum').call('add', 1, 1).expect_value(3)\n",
    )
    endless = TestCell("test-2", "while True: pass")
    third = TestCell(
        "test-3",
        "from course.checks import check\nwith check('third', needs='first'):\n    pass\n",
    )
    verdicts = judge([first, endless, third], GOOD, cell_seconds=6)
    assert verdicts[2].diagnosis == "needs-earlier"


def test_each_cell_has_a_fresh_namespace() -> None:
    cells = [TestCell("test-1", "left = 1"), TestCell("test-2", "left")]
    assert [v.passed for v in judge(cells, {})] == [True, False]


def test_one_worker_serves_many_submissions() -> None:
    bad = {"tiny_sum": "# %%module tiny_sum\ndef add(a, b):\n    return a - b\n"}
    with WorkerProcess() as worker:
        assert judge([ADD], GOOD, worker=worker)[0].passed
        pid = worker.pid
        assert not judge([ADD], bad, worker=worker)[0].passed
        assert judge([ADD], GOOD, worker=worker)[0].passed
        assert worker.pid == pid


def test_a_students_module_never_comes_into_the_worker() -> None:
    spy = {"tiny_sum": "# %%module tiny_sum\nimport os\ndef add(a, b):\n    return os.getppid()\n"}
    source = (
        "import os, sys\n"
        "from course.checks import student\n"
        "outcome = student('tiny_sum').call('add', 1, 2)\n"
        "assert 'tiny_sum' not in sys.modules\n"
        "assert outcome.pid != os.getpid() and outcome.value != os.getpid()\n"
    )
    (verdict,) = judge([TestCell("test-x", source)], spy)
    assert verdict.passed, verdict.reason


def test_the_worker_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADEBOOK_PASSWORD", "hunter2")
    source = "import os\nassert 'hunter2' not in str(dict(os.environ))"
    assert judge([TestCell("test-x", source)], {})[0].passed


def test_a_judge_that_cannot_work_says_so_and_gives_no_score() -> None:
    with pytest.raises(JudgeError, match="no_such_module"):
        judge([ADD], GOOD, launch="no_such_module:launch")
    with pytest.raises(JudgeError, match="imported"):
        judge([ADD], GOOD, launch=lambda *a, **k: None)


def test_the_launch_seam_is_used() -> None:
    (verdict,) = judge([ADD], GOOD, launch="subprocess:Popen")
    assert verdict.passed


def test_an_interrupt_at_the_terminal_is_not_for_the_worker() -> None:
    if sys.platform == "win32":
        pytest.skip("sessions are POSIX's")
    with WorkerProcess() as worker:
        judge([ADD], GOOD, worker=worker)
        assert worker.pid is not None
        assert os.getpgid(worker.pid) != os.getpgid(0)
        os.kill(worker.pid, signal.SIGINT)
        assert judge([ADD], GOOD, worker=worker)[0].passed

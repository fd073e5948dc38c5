"""Grading a class in parallel: tasks as plain data, warm workers, one writer."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import shutil
import time
import weakref
from pathlib import Path
from typing import Any

import psutil
import pytest
from rich.console import Console

from course_cli.grade import _expected, _say_box
from grading.box import Level, Protection, probe
from grading.class_folder import ClassFolder
from grading.class_run import ClassRun, Unsupported
from grading.course_api import open_course
from grading.engine import Failed, Pool, attempt
from grading.judge import JudgeError, TestCell, judge
from grading.ledger import GradebookTrouble, Ledger
from grading.task import Graded, Task, grade_one
from grading.worker_process import WorkerDied, WorkerProcess
from tests.unit.grading import tiny
from tests.unit.grading.conftest import Answer, Course

BOXED = pytest.mark.skipif(probe().level < Level.STRONG, reason="no bubblewrap")
ADD = "# %%module tiny_sum\ndef add(a, b):\n    return a + b\n"
CHECK = TestCell("test-add-value", tiny.ADD_VALUE)


def opened(course: Course, box: str = "off", **options: Any) -> ClassRun:
    return ClassRun(open_course(course.folder), tiny.NAME, box=box, **options)


def graded(run: ClassRun, jobs: int = 2) -> dict[str, Graded | Failed]:
    with run.ledger, Pool(jobs) as pool:
        return {result.student: result for result in run.grade(pool.grade)}


def zygotes(worker: WorkerProcess) -> list[int]:
    """Return the warm interpreters under a worker."""
    assert worker.pid is not None
    found = []
    for process in psutil.Process(worker.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):  # what has just ended has no command line
            if process.name() != "bwrap" and "zygote" in " ".join(process.cmdline()):
                found.append(process.pid)
    return found


@BOXED
def test_a_kept_worker_forks_every_runner_from_one_nursery() -> None:
    with WorkerProcess() as worker:
        seen = []
        for _ in range(2):
            (verdict,) = judge([CHECK], {"tiny_sum": ADD}, box="strong", worker=worker)
            assert verdict.passed
            assert verdict.box in ("strong", "full")
            seen.append(zygotes(worker))
        assert len(seen[0]) == 1
        assert seen[0] == seen[1]
        psutil.Process(seen[0][0]).kill()
        (verdict,) = judge([CHECK], {"tiny_sum": ADD}, box="strong", worker=worker)
        assert verdict.passed  # as well without, and a new one is there the next time


def test_a_retired_worker_starts_no_other() -> None:
    worker = WorkerProcess()
    assert worker.ask({"op": "close"}, 30) == {"closed": True}
    assert worker.pid is not None
    process = psutil.Process(worker.pid)
    worker.retire()
    assert not process.is_running()
    with pytest.raises(WorkerDied):
        worker.ask({"op": "close"}, 30)


def test_a_task_is_plain_data_that_needs_no_course_folder(course: Course, answered: Answer) -> None:
    course.submit("ada", answered())
    run = opened(course)
    with run.ledger:
        task = run._maker("ada")()
    parcel = pickle.dumps(task)
    os.chdir("/")
    shutil.rmtree(course.folder)
    result = grade_one(pickle.loads(parcel))
    assert result.pages[0].scores == tiny.POINTS
    again: Graded = pickle.loads(pickle.dumps(result))
    assert again == result
    assert json.loads(again.pages[0].content)["metadata"]["course"]["judged"] is True


def test_what_goes_wrong_with_one_submission_stops_no_other(
    course: Course, answered: Answer
) -> None:
    for student in ("ada", "bob", "cleo"):
        folder = course.submit(student, answered())
        (folder / "timestamp.txt").write_text("2031-03-03 11:00:00")
    (folder.parents[1] / "bob" / tiny.NAME / "timestamp.txt").write_text("yesterday, I think")
    results = graded(opened(course))
    assert isinstance(results["bob"], Failed)
    assert "yesterday" in results["bob"].problem
    assert course.scores("ada") == course.scores("cleo") == tiny.POINTS
    assert opened(course).waiting == ["bob"]


def test_a_judge_that_cannot_work_is_no_students_fault() -> None:
    def make() -> Any:
        raise JudgeError("no room")

    assert attempt("ada", make) == Failed("ada", "no room")


def test_only_what_has_changed_is_graded_again(course: Course, answered: Answer) -> None:
    folders = {s: course.submit(s, answered()) for s in ("ada", "bob", "cleo", "dora")}
    graded(opened(course))
    assert opened(course).waiting == []
    assert opened(course, force=True, student="bob").waiting == ["bob"]
    (folders["ada"] / "tiny.ipynb").write_text(json.dumps(answered(add=ADD.replace("+", "-"))))
    (folders["bob"] / "timestamp.txt").write_text("2031-03-03 11:00:00")
    shutil.rmtree(course.folder / "autograded" / "cleo")
    with course.api.gradebook as gradebook:
        gradebook.remove_submission(tiny.NAME, "dora")
    assert opened(course).waiting == ["ada", "bob", "cleo", "dora"]


def test_a_score_given_by_hand_stays_and_asks_for_a_look(course: Course, answered: Answer) -> None:
    course.submit("ada", answered())
    graded(opened(course))
    with course.api.gradebook as gradebook:
        gradebook.find_grade("test-add-value", tiny.NAME, tiny.NAME, "ada").manual_score = 1.5
        gradebook.db.commit()
    graded(opened(course, force=True))
    with course.api.gradebook as gradebook:
        grade = gradebook.find_grade("test-add-value", tiny.NAME, tiny.NAME, "ada")
        assert (grade.auto_score, grade.manual_score, grade.score) == (4.0, 1.5, 1.5)
        assert grade.needs_manual_grade


def test_leaving_the_pool_in_the_middle_ends_its_workers(course: Course, answered: Answer) -> None:
    for number in range(4):
        endless = "%%module tiny_sum\ndef add(a, b):\n    while True:\n        pass\n"
        course.submit(f"s{number}", answered(add=endless))
    course.submit("a-first", b"broken")
    before = set(psutil.Process().children(recursive=True))
    run = opened(course)
    with run.ledger, Pool(3) as pool:
        for result in run.grade(pool.grade):
            assert result.student == "a-first"
            break
    started = set(psutil.Process().children(recursive=True)) - before
    assert psutil.wait_procs(started, timeout=1)[1] == []
    assert opened(course).waiting == [f"s{number}" for number in range(4)]  # none of them blamed


def test_what_is_done_is_let_go_of(
    course: Course, answered: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many tasks and results live as submissions are in work: a class may be large."""
    for number in range(12):
        course.submit(f"s{number:02}", b"broken")
    course.submit("s99", answered())
    tasks: weakref.WeakSet[Task] = weakref.WeakSet()
    results: weakref.WeakSet[Graded] = weakref.WeakSet()
    rows: weakref.WeakSet[Any] = weakref.WeakSet()
    make, enter = ClassFolder.task, Ledger._enter

    def noted(self: ClassFolder, *arguments: Any) -> Task:
        task = make(self, *arguments)
        tasks.add(task)
        return task

    def entered(self: Ledger, notebook: Any, page: Any) -> None:
        enter(self, notebook, page)
        rows.update(self._db)

    monkeypatch.setattr(ClassFolder, "task", noted)
    monkeypatch.setattr(Ledger, "_enter", entered)
    monkeypatch.setattr(Task, "__hash__", object.__hash__)
    monkeypatch.setattr(Graded, "__hash__", object.__hash__)
    run = opened(course)
    most = 0
    with run.ledger, Pool(1) as pool:
        for result in run.grade(pool.grade):
            assert isinstance(result, Graded)
            results.add(result)
            most = max(most, len(results))
            del result
        gc.collect()  # the gradebook's rows refer to each other
        assert len(results) == 0
        assert len(tasks) == 0
        assert len(rows) == 0
    assert most == 1


def test_results_wait_for_the_gradebook_and_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr("grading.engine.attempt", lambda student, make, worker: make())
    tasks = [(f"s{n}", lambda n=n: made.append(n) or Failed(f"s{n}", "")) for n in range(50)]
    with Pool(2) as pool:
        results = pool.grade(tasks)  # type: ignore[arg-type]
        next(results)
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline and len(made) < 50:
            time.sleep(0.01)
        assert len(made) <= 1 + 2 + 2  # taken, waiting, in the workers' hands
        assert len(list(results)) == 49
    assert sorted(made) == list(range(50))


def test_workers_warm_up_while_the_class_is_prepared(course: Course, answered: Answer) -> None:
    for student in ("ada", "bob"):
        course.submit(student, answered())
    with Pool(4) as pool:
        pool.warm_up(2)
        assert pool._warming is not None
        pool._warming.join(60)
        assert not pool._warming.is_alive()
        warm = [worker.pid for worker in pool._workers]
        assert [pid is not None for pid in warm] == [True, True, False, False]
        run = opened(course)
        with run.ledger:
            assert len([one for one in run.grade(pool.grade) if isinstance(one, Graded)]) == 2
        assert [worker.pid for worker in pool._workers] == warm
    assert not any(psutil.pid_exists(pid) for pid in warm if pid)


def test_a_pool_that_is_left_while_it_warms_up_leaves_nobody() -> None:
    before = set(psutil.Process().children(recursive=True))
    with Pool(4) as pool:
        pool.warm_up(4)
    assert pool._warming is not None
    assert not pool._warming.is_alive()
    assert set(psutil.Process().children(recursive=True)) <= before


def test_no_worker_starts_for_what_is_graded_already(tmp_path: Path) -> None:
    for folder in ("submitted/ada/a", "submitted/bob/a", "submitted/cleo/b", "autograded/ada/a"):
        (tmp_path / folder).mkdir(parents=True)
    assert _expected(tmp_path, "a", False, "") == 1
    assert _expected(tmp_path, "a", True, "") == 2
    assert _expected(tmp_path, "a", False, "ada") == 0
    assert _expected(tmp_path, "a", True, "/nowhere") == 0
    assert _expected(tmp_path / "none", "a", False, "") == 0


@pytest.mark.parametrize(
    ("wanted", "level", "goes_on", "says"),
    [
        ("strong", Level.WEAK, False, "--allow-weak-box"),
        ("any", Level.WEAK, True, "box: weak"),
        ("strong", Level.STRONG, True, "box: strong"),
        ("full", Level.STRONG, False, "c.Judge.box"),
        ("off", Level.FULL, True, "unprotected"),
    ],
)
def test_a_weaker_box_is_never_taken_in_silence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    wanted: str,
    level: Level,
    goes_on: bool,
    says: str,
) -> None:
    monkeypatch.setattr("grading.box.probe", lambda: Protection(level, ("because",)))
    assert _say_box(wanted, Console(soft_wrap=True)) is goes_on
    assert says in capsys.readouterr().out


def test_the_shipped_configuration_refuses_a_weak_box(course: Course) -> None:
    run = ClassRun(open_course(course.folder), tiny.NAME)
    run.ledger.__exit__(None, None, None)
    assert run.settings.box == "strong"


def test_what_only_nbgrader_does_is_refused(course: Course) -> None:
    config = {"IgnorePattern": {"enabled": True}, "Autograde": {"create_student": False}}
    (course.folder / "nbgrader_config.json").write_text(json.dumps(config))
    with pytest.raises(Unsupported, match=r"IgnorePattern\.enabled, Autograde\.create_student"):
        opened(course)


def test_an_assignment_without_checks_in_the_gradebook_is_refused(
    course: Course, answered: Answer
) -> None:
    """As after `nbgrader generate_assignment` in a clone, where release/ is there already."""
    course.submit("ada", answered())
    with course.api.gradebook as gradebook:
        gradebook.remove_assignment(tiny.NAME)
        gradebook.add_assignment(tiny.NAME)
    with pytest.raises(GradebookTrouble, match=r"generate_assignment tiny --force"):
        opened(course)


def test_an_unknown_assignment_is_explained(course: Course) -> None:
    with pytest.raises(GradebookTrouble, match="generate_assignment tiny2"):
        ClassRun(open_course(course.folder), "tiny2")

"""Grading on a Dask cluster: real processes, real losses, the same scores."""

from __future__ import annotations

import contextlib
import pickle
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from grading.box import Level, probe
from grading.class_run import ClassRun
from grading.cluster import Cluster, _Sent
from grading.cluster_link import ClusterTrouble
from grading.cluster_worker import Bench
from grading.course_api import open_course
from grading.engine import Failed, Pool
from grading.parcel import BadParcel, pack_task, plain_result, result, unpack, unpack_task
from grading.task import Graded, Task, grade_one
from tests.unit.grading import tiny, tiny_class
from tests.unit.grading.conftest import Answer, Course
from tests.unit.grading.dask_cluster import DaskCluster, started, wait_until

WEAK = (
    "import grading.box\nfrom grading.box import Level, Protection\n"
    "protection = Protection(Level.WEAK, ('bubblewrap is not installed',))\n"
    "grading.box.probe = lambda: protection\n"
)
#: A worker that ends itself over one student's work.
FRAGILE = """
import json, os, zlib
import grading.cluster_worker as worker
honest = worker.__dict__.setdefault("honest", worker._grade)  # it may be loaded twice
def _grade(parcel, code, run):
    student = json.loads(zlib.decompress(parcel))["student"]
    if student == "killer":
        os._exit(1)
    if student == "zoe":
        raise RecursionError
    return honest(parcel, code, run)
worker._grade = _grade
"""
GATED = (
    "%%module tiny_greeting\nimport os, time\n\n\ndef greet(name):\n"
    "    while not os.path.exists({gate!r}):\n        time.sleep(0.01)\n"
    "    return 'hello ' + name\n"
)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler for the tests of this module."""
    with started(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


@pytest.fixture(autouse=True)
def same_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grading.cluster_worker.code_digest", lambda: "same")


@pytest.fixture
def dask(scheduler: DaskCluster) -> Iterator[DaskCluster]:
    """The scheduler, without a worker before and after."""
    yield scheduler
    scheduler.dismiss()


def opened(course: Course, box: str = "off", **options: bool) -> ClassRun:
    return ClassRun(open_course(course.folder), tiny.NAME, box=box, **options)


def graded(run: ClassRun, grader: Cluster | Pool) -> dict[str, Graded | Failed]:
    """Grade the class; fail if anybody is reported twice."""
    results: dict[str, Graded | Failed] = {}
    with run.ledger, grader:
        for one in run.grade(grader.grade):
            assert one.student not in results
            results[one.student] = one
    return results


def task_of(course: Course, student: str) -> Task:
    run = opened(course)
    with run.ledger:
        return run._maker(student)()


def test_one_worker_is_killed_in_the_middle_and_nothing_is_lost_or_doubled(
    course: Course, dask: DaskCluster, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    tiny_class.hand_in(course.folder, course.released)
    gated = tiny.answered(course.released, greet=GATED.format(gate=str(gate)))
    for number in range(4):
        course.submit(f"a-gated-{number}", gated)
    daemonic = dask.worker(nanny=True)
    doomed = dask.worker()
    run = opened(course)
    results: dict[str, Graded | Failed] = {}
    with run.ledger, Cluster(dask.address) as cluster:
        sending = run.grade(cluster.grade)
        stayed: list[psutil.Process] = []

        def kill() -> None:
            # It has begun, and its student's code waits at the gate.
            wait_until(lambda: doomed.judges(), "the worker begins")
            try:
                below = doomed.below()
                doomed.end(hard=True)
                stayed.extend(psutil.wait_procs(below, timeout=8)[1])
            finally:
                gate.touch()

        killer = threading.Thread(target=kill)
        killer.start()
        for one in sending:
            assert one.student not in results
            results[one.student] = one
        killer.join()
        assert stayed == []
        assert daemonic.judges()
    assert len(results) == 17
    assert not [one for one in results.values() if isinstance(one, Failed)]
    wait_until(lambda: not daemonic.judges(), "the run's processes leave the worker")
    ours, files = tiny_class.gradebook(course.folder), tiny_class.autograded(course.folder)
    assert len(ours["sheets"]) == 17
    here = graded(opened(course, force=True), Pool(2))
    assert len(here) == 17
    assert tiny_class.gradebook(course.folder) == ours
    assert tiny_class.autograded(course.folder) == files


def test_what_kills_every_worker_is_given_up_and_takes_nobody_along(
    course: Course, answered: Answer, dask: DaskCluster
) -> None:
    for student in ("ada", "bob", "killer", "zoe"):
        course.submit(student, answered())
    dask.worker(nanny=True, preload=FRAGILE, threads=2)
    results = graded(opened(course), Cluster(dask.address))
    lost = results.pop("killer")
    assert isinstance(lost, Failed)
    assert "lost a worker 3 times" in lost.problem
    assert "without --dask" in lost.problem
    ours = results.pop("zoe")
    assert isinstance(ours, Failed)
    assert ours.problem.startswith("RecursionError on ")
    assert {type(one) for one in results.values()} == {Graded}
    assert len(results) == 2
    assert opened(course).waiting == ["killer", "zoe"]


class Future:
    """What Dask says of a task: here its result is lost again before anybody has fetched it."""

    key = "grade-1"

    def __init__(self, status: str) -> None:
        self.status = status
        self.listeners: list[Any] = []

    def add_done_callback(self, listener: Any) -> None:
        self.listeners.append(listener)


@pytest.mark.parametrize("status", ["lost", "pending"])
def test_a_result_that_went_with_its_worker_is_waited_for_again(
    status: str, course: Course, answered: Answer, dask: DaskCluster
) -> None:
    course.submit("ada", answered())
    with Cluster(dask.address) as cluster:
        future = Future(status)
        cluster._sent[future.key] = _Sent(task_of(course, "ada"), b"", future)
        cluster._done.put(future.key)
        assert cluster._next() is None
        assert len(future.listeners) == 1
        future.status = "cancelled"
        future.listeners[0](future)
        with pytest.raises(ClusterTrouble, match="is gone"):
            cluster._next()
        cluster._sent.clear()


@pytest.mark.skipif(probe().level < Level.STRONG, reason="no bubblewrap")
def test_a_worker_with_a_weak_box_gets_nothing_to_do(
    course: Course, answered: Answer, dask: DaskCluster
) -> None:
    for number in range(4):
        course.submit(f"s{number}", answered())
    weak = dask.worker(preload=WEAK)
    results = graded(opened(course, box="strong"), Cluster(dask.address))
    for one in results.values():
        assert isinstance(one, Failed)
        assert "gives a weak box, strong is asked for" in one.problem
        assert "bubblewrap is not installed" in one.problem
    assert len(opened(course).waiting) == 4
    dask.worker()
    results = graded(opened(course, box="strong"), Cluster(dask.address))
    assert {type(one) for one in results.values()} == {Graded}
    assert not weak.judges()
    for one in results.values():
        assert isinstance(one, Graded)
        assert one.pages[0].box in ("strong", "full")


def test_other_code_on_a_worker_grades_nothing(
    course: Course, answered: Answer, dask: DaskCluster
) -> None:
    course.submit("ada", answered())
    dask.worker(preload="grading.cluster_worker.code_digest = lambda: 'old'\n")
    (one,) = graded(opened(course), Cluster(dask.address)).values()
    assert isinstance(one, Failed)
    assert "another version of the course" in one.problem


def test_a_scheduler_without_workers_is_explained(
    course: Course, answered: Answer, dask: DaskCluster
) -> None:
    course.submit("ada", answered())
    with pytest.raises(ClusterTrouble, match="has no worker"):
        graded(opened(course), Cluster(dask.address, patience=0.5))
    assert opened(course).waiting == ["ada"]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "http://127.0.0.1:1"])
def test_a_wrong_address_is_one_sentence(address: str) -> None:
    with pytest.raises(ClusterTrouble, match="no Dask scheduler to be reached"):
        Cluster(address)


def test_a_scheduler_that_goes_is_one_sentence(
    course: Course, answered: Answer, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    course.submit("ada", answered(greet=GATED.format(gate=str(gate))))
    with started(tmp_path) as own:
        worker = own.worker()
        run = opened(course)
        with run.ledger, Cluster(own.address) as cluster:

            def end() -> None:
                wait_until(lambda: worker.judges(), "the worker begins")
                own.scheduler.end(hard=True)

            ending = threading.Thread(target=end)
            ending.start()
            with pytest.raises(ClusterTrouble, match="is gone"):
                list(run.grade(cluster.grade))
            ending.join()
    assert opened(course).waiting == ["ada"]


def test_leaving_early_cancels_and_ends_what_runs(
    course: Course, answered: Answer, dask: DaskCluster, tmp_path: Path
) -> None:
    for number in range(3):
        course.submit(f"s{number}", answered(greet=GATED.format(gate=str(tmp_path / "never"))))
    course.submit("a-first", b"broken")
    worker = dask.worker()
    run = opened(course)
    with run.ledger, Cluster(dask.address) as cluster:
        for one in run.grade(cluster.grade):
            assert one.student == "a-first"
            wait_until(lambda: worker.judges(), "the next begins")
            break
        began = time.monotonic()
    assert time.monotonic() - began < 40
    wait_until(lambda: not worker.judges(), "nothing is graded any more", 40)
    assert opened(course).waiting == ["s0", "s1", "s2"]


def test_a_parcel_carries_a_task_there_and_a_result_back(course: Course, answered: Answer) -> None:
    folder = course.submit("ada", answered())
    (folder / "timestamp.txt").write_text("2031-03-03 11:00:00")
    task = task_of(course, "ada")
    parcel = pack_task(task)
    assert unpack_task(parcel) == task
    assert len(parcel) < len(pickle.dumps(task))
    done = grade_one(task)
    assert result(plain_result(done), task) == done


def test_a_result_that_claims_too_much_is_refused(course: Course, answered: Answer) -> None:
    course.submit("ada", answered())
    task = task_of(course, "ada")
    page = grade_one(task).pages[0]
    whole = Graded("ada", tiny.NAME, "", (page,))
    for scores in ({"test-add-value": 5.0}, {"test-add-value": -1}, {"add": 0}, {"new": None}):
        claimed = replace(whole, pages=(replace(page, scores=scores),))
        with pytest.raises(BadParcel, match="cannot have"):
            result(plain_result(claimed), task)
    with pytest.raises(BadParcel, match="other notebooks"):
        result(plain_result(replace(whole, pages=())), task)
    other = replace(whole, student="bob", timestamp="2031-01-01")
    assert result(plain_result(other), task).student == "ada"
    for nonsense in (b"", b"\x80\x04N.", pickle.dumps({}), "text"):
        with pytest.raises(BadParcel):
            unpack(nonsense)  # type: ignore[arg-type]


def test_a_bench_ends_its_workers_when_their_run_leaves_or_nobody_asks() -> None:
    bench = Bench(idle_seconds=2.0)
    with contextlib.ExitStack() as stack:
        one = stack.enter_context(bench.worker("first"))
        other = stack.enter_context(bench.worker("second"))
        for worker in (one, other):
            worker.ask({"op": "close"}, 30)
    pids = [one.pid, other.pid]
    assert all(pids)
    with bench.worker("first") as again:
        assert again is one
        bench.leave("first")
        assert one.pid is None
    wait_until(lambda: other.pid is None, "nobody asks for the other", 20)
    wait_until(lambda: not [p for p in pids if p and psutil.pid_exists(p)], "both end", 20)

"""The demonstration's course folder: released, handed in, collected, graded, step by step.

Each finished step is a line in `demo-progress.txt`, so a run that was ended at any moment is
taken up where it stopped. Every step is nbgrader's own, driven as an instructor would.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from authoring.lessons import Course, Lesson
from course_cli.demo_samples import Sample, hand_in
from grading.class_worker import complaint
from grading.worker_process import Overrun, WorkerDied, WorkerProcess

DUE = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)
PROGRESS = "demo-progress.txt"
PLAN = "demo-plan.json"
#: Enough for every check of a submission to reach its own deadline.
SUBMISSION_SECONDS = 1800.0
NAMES = (
    *("ada", "alan", "barbara", "donald", "edsger", "fernando", "frances", "grace", "hedy"),
    *("joan", "john", "kathleen", "ken", "leslie", "linus", "margaret", "maurice", "niklaus"),
    *("per", "radia", "richard", "robin", "sophie", "stephen", "tony", "whitfield"),
)


class StepFailed(Exception):
    """A step of nbgrader's that did not work; the message says which and what it said."""


@dataclass(frozen=True)
class Work:
    """What one student does for one assignment."""

    student: str
    assignment: str
    sample: Sample


def students(number: int) -> list[str]:
    """Return ``number`` names that differ, and sort as they are numbered."""
    return [f"{i:03d}-{NAMES[(i - 1) % len(NAMES)]}" for i in range(1, number + 1)]


def plan(samples: dict[str, list[Sample]], number: int | None) -> list[Work]:
    """Deal the samples out: each once, or to ``number`` students, around and around."""
    longest = max(len(listed) for listed in samples.values())
    work = []
    for place, student in enumerate(students(number or longest)):
        for assignment, listed in samples.items():
            if number or place < len(listed):
                work.append(Work(student, assignment, listed[place % len(listed)]))
    return work


class DemoCourse:
    """A course folder on its way from sources to feedback."""

    def __init__(self, course: Course, folder: Path) -> None:
        self.course = course
        self.folder = folder
        self.stopped = threading.Event()  # set by whoever wants the work to end
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._progress = folder / PROGRESS
        finished = self._progress.read_text("utf-8") if self._progress.exists() else ""
        # A last line without its end was being written when the run was ended.
        self._done = {line for line in finished.splitlines(True) if line.endswith("\n")}
        if finished and not finished.endswith("\n"):
            self._progress.write_text("".join(sorted(self._done)), "utf-8")

    def done(self, *step: str) -> bool:
        """Say whether a step was finished, now or in an earlier run."""
        if self.stopped.is_set() and threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt
        return "\t".join(step) + "\n" in self._done

    def _finish(self, *step: str) -> None:
        with self._lock:
            line = "\t".join(step) + "\n"
            self._done.add(line)
            with open(self._progress, "a", encoding="utf-8") as file:
                file.write(line)

    def remember(self, work: Sequence[Work]) -> None:
        """Hold the folder to one plan: going on with other students would mix two classes.

        Raises:
            StepFailed: if the folder was begun with another plan.
        """
        listed = [[one.student, one.assignment, one.sample.name] for one in work]
        path = self.folder / PLAN
        if path.exists():
            if json.loads(path.read_text("utf-8")) != listed:
                raise StepFailed(
                    f"{self.folder} was begun with other options or other examples. "
                    "Give the same options again, or another --folder."
                )
        elif any(entry != path.with_suffix(".new") for entry in self.folder.iterdir()):
            raise StepFailed(f"{self.folder} is not empty. Give a new or an empty --folder.")
        else:
            temporary = path.with_suffix(".new")
            temporary.write_text(json.dumps(listed), "utf-8")
            temporary.replace(path)

    def prepare(self, lessons: Iterable[Lesson]) -> None:
        """Copy the instructors' notebooks and the configuration."""
        for lesson in lessons:
            if not self.done("prepared", lesson.name):
                target = self.folder / "source" / lesson.name
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(lesson.folder, target, ignore=_litter)
                self._finish("prepared", lesson.name)
        config = "nbgrader_config.py"
        shutil.copyfile(self.course.root / config, self.folder / config)
        # This class's code is our own, so a weak box will do where there is no better one.
        shipped = (self.folder / config).read_text(encoding="utf-8")
        if 'c.Judge.box = "strong"' in shipped:
            wins = self.folder / "nbgrader_config.json"
            wins.write_text(json.dumps({"Judge": {"box": "any"}}), encoding="utf-8")

    def release(self, api: Any, lesson: Lesson) -> None:
        """Generate the students' notebook and set the due date."""
        if self.done("released", lesson.name):
            return
        result = api.generate_assignment(lesson.name, force=True)
        if not result["success"]:
            said = complaint(result)
            raise StepFailed(f"nbgrader generate_assignment {lesson.name}: {said}")
        with api.gradebook as gradebook:
            due = DUE.replace(tzinfo=None)  # nbgrader keeps UTC without saying so
            gradebook.update_or_create_assignment(lesson.name, duedate=due)
        self._finish("released", lesson.name)

    def enrol(self, api: Any, names: Iterable[str]) -> None:
        """Enter the students, so that one who never hands in is known too."""
        if self.done("enrolled"):
            return
        with api.gradebook as gradebook:
            for name in names:
                gradebook.update_or_create_student(name)
        self._finish("enrolled")

    def hand_in(self, lesson: Lesson, work: Iterable[Work]) -> None:
        """Put what the students upload where an instructor puts a download."""
        if self.done("handed in", lesson.name):
            return
        path = self.folder / "release" / lesson.name / f"{lesson.name}.ipynb"
        released = json.loads(path.read_text(encoding="utf-8"))
        archive = self.folder / "downloaded" / lesson.name / "archive"
        shutil.rmtree(archive, ignore_errors=True)
        archive.mkdir(parents=True)
        for one in work:
            if not one.sample.handed_in:
                continue
            file = hand_in(lesson, released, one.sample)
            # An hour early, or so many days late.
            when = DUE + timedelta(
                days=one.sample.days_late, hours=0 if one.sample.days_late else -1
            )
            name = f"{one.student}_{when:%Y-%m-%dT%H%M%S}_{file.stem}{file.suffix}"
            (archive / name).write_bytes(file.content)
        self._finish("handed in", lesson.name)

    def collect(self, lesson: Lesson) -> None:
        """Run `nbgrader zip_collect`, what an instructor without JupyterHub runs."""
        if self.done("collected", lesson.name):
            return
        command = [sys.executable, "-m", "nbgrader", "zip_collect", lesson.name, "--force"]
        run = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        if run.returncode:
            raise StepFailed(f"nbgrader zip_collect {lesson.name}: {run.stderr[-2000:]}")
        self._finish("collected", lesson.name)

    def grade(
        self, work: Iterable[Work], workers: int, progress: Callable[[Work], None]
    ) -> list[StepFailed]:
        """Autograde what is not graded yet and write its feedback; report each as it is done."""
        waiting: queue.SimpleQueue[Work] = queue.SimpleQueue()
        for one in work:
            if not one.sample.handed_in or self._graded(one):
                progress(one)
            else:
                waiting.put(one)
        failures: list[StepFailed] = []
        processes = [
            WorkerProcess("grading.class_worker", [str(self.folder)])
            for _ in range(min(workers, waiting.qsize()))
        ]
        stop = threading.Event()

        def serve(process: WorkerProcess) -> None:
            while not stop.is_set():
                try:
                    one = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    self._grade_one(process, one)
                except StepFailed as failure:
                    failures.append(failure)
                progress(one)

        threads = [threading.Thread(target=serve, args=(p,), daemon=True) for p in processes]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                while thread.is_alive():  # a join without an end could not be interrupted
                    thread.join(0.2)
                    if self.stopped.is_set():
                        raise KeyboardInterrupt
        finally:
            stop.set()
            for process in processes:
                process.retire()
        return failures

    def _graded(self, one: Work) -> bool:
        steps = ("autograde", "feedback")
        return all(self.done(step, one.assignment, one.student) for step in steps)

    def _grade_one(self, process: WorkerProcess, one: Work) -> None:
        for step in ("autograde", "feedback"):
            if self.done(step, one.assignment, one.student):
                continue
            order = {"do": step, "assignment": one.assignment, "student": one.student}
            what = f"nbgrader {step} {one.assignment} --student {one.student}"
            try:
                result = process.ask(order, SUBMISSION_SECONDS)
            except (Overrun, WorkerDied) as trouble:
                raise StepFailed(f"{what}: {trouble}") from trouble
            if not result["success"]:
                raise StepFailed(f"{what}: {result['problem']}")
            self._finish(step, one.assignment, one.student)


def _litter(folder: str, names: list[str]) -> list[str]:
    return [n for n in names if n in ("__pycache__", ".ipynb_checkpoints") or n.endswith(".pyc")]


def default_workers() -> int:
    """Return how many submissions to grade at a time: the children sleep much of the time."""
    return max(2, min(16, 2 * (os.cpu_count() or 1)))

"""Measure what grading a submission costs: stock nbgrader, tuned as well as it can be, and ours.

    python -m benchmarks.grading --students 60
    python -m benchmarks.grading --students 60 --times 10    # a class, and one ten times as large

The same class four ways, a few students of each in turn, so that a busy machine is unfair to all
alike. Every way keeps its processes warm; starting them is counted, once. Different scores fail.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from grading.worker_process import WorkerProcess

ROOT = Path(__file__).resolve().parents[1]
NAME = "bench"
AGAIN = 5  # submissions that a way may have to grade a second time
AT_A_TIME = 4  # students of each way in one turn
PLAIN = "c = get_config()\nc.CourseDirectory.course_id = 'processes'\nc.Execute.timeout = 120\n"
TUNED = PLAIN + "c.Execute.shutdown_kernel = 'immediate'\n"

HAIL = '''%%module bench_hail
from multiprocessing import Process, SimpleQueue


def write(name, box):
    """Put a greeting into the box."""
    box.put(f"hello {name}")


def hail(names):
    """Return the greetings that one process for each name has written, in order."""
    ### BEGIN SOLUTION
    boxes = [SimpleQueue() for _ in names]
    children = [Process(target=write, args=pair) for pair in zip(names, boxes)]
    for child in children:
        child.start()
    greetings = [box.get() for box in boxes]
    for child in children:
        child.join()
    return greetings
    ### END SOLUTION
'''
CODES = '''%%module bench_codes
from multiprocessing import Process


def codes(wanted):
    """Return the exit codes of children that were told how to end."""
    ### BEGIN SOLUTION
    children = [Process(target=exit, args=(code,)) for code in wanted]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return [child.exitcode for child in children]
    ### END SOLUTION
'''
#: exercise -> (what the check is called, what it asks)
CHECKS = {
    "hail": [
        ("keeps-the-order", '["Ada", "Al"]).expect_value(["hello Ada", "hello Al"])'),
        ("starts-one-each", '["Ada", "Al"]).expect_processes(2)'),
        ("does-nothing-for-nobody", "[]).expect_value([])"),
    ],
    "codes": [
        ("returns-them", "[0, 3, 4]).expect_value([0, 3, 4])"),
        ("starts-one-each", "[1, 2]).expect_processes(2)"),
    ],
}
WRONG = {
    "right": {},
    "first-only": {"return greetings": "return greetings[:1]"},
    "no-colon": {"def codes(wanted):": "def codes(wanted)"},
    "no-process": {"child.start()": "child.run()", "child.join()": "pass"},
}


def notebook() -> dict[str, Any]:
    """Return the instructor's notebook: 12 cells, 5 checks, 9 spawned children."""
    cells = [_text("# Bench"), _code("%load_ext course")]
    for exercise, source in (("hail", HAIL), ("codes", CODES)):
        cells += [_text(f"### Exercise: {exercise}"), _code(source, exercise)]
        for name, asked in CHECKS[exercise]:
            call = f'student("bench_{exercise}").call("{exercise}", {asked}'
            check = (
                "from course.checks import check, student\n\n"
                f'with check("{exercise} {name}"):\n    {call}\n'
            )
            cells.append(_code(check, f"test-{exercise}-{name}", 2))
    cells.append(_text("The end."))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    metadata = {"kernelspec": kernel}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str, grade_id: str = "", points: int = 0) -> dict[str, Any]:
    marks: dict[str, Any] = {"schema_version": 3, "grade_id": grade_id, "task": False}
    marks |= {"grade": points > 0, "solution": not points, "locked": points > 0}
    if points:
        marks["points"] = points
    metadata = {"nbgrader": marks} if grade_id else {}
    cell: dict[str, Any] = {"cell_type": "code", "metadata": metadata, "source": source}
    return {**cell, "outputs": [], "execution_count": None}


def make_class(folder: Path, students: Sequence[str]) -> None:
    """Generate the assignment in a course folder and hand in for everybody."""
    from grading.course_api import open_course

    (folder / "source" / NAME).mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text("utf-8"))
    source = notebook()
    (folder / "source" / NAME / f"{NAME}.ipynb").write_text(json.dumps(source))
    result = open_course(folder).generate_assignment(NAME)
    if not result["success"]:
        raise SystemExit(result["log"] or result["error"])
    released = json.loads((folder / "release" / NAME / f"{NAME}.ipynb").read_text("utf-8"))
    kinds = list(WRONG.values())
    for number, student in enumerate(students):
        for given, solved in zip(released["cells"], source["cells"], strict=True):
            if solved["metadata"].get("nbgrader", {}).get("solution"):
                text = solved["source"]
                for right, wrong in kinds[number % len(kinds)].items():
                    text = text.replace(right, wrong)
                given["source"] = text
        target = folder / "submitted" / student / NAME
        target.mkdir(parents=True)
        (target / f"{NAME}.ipynb").write_text(json.dumps(released))


# -- the four ways ---------------------------------------------------------------------------


@dataclass
class Way:
    """One way to grade: its processes, and what they have cost so far."""

    name: str
    folder: Path
    workers: list[WorkerProcess]
    start: dict[str, Any]
    starting: float = 0.0
    wall: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    again: int = 0

    def timed(self, work: Callable[[], object]) -> None:
        """Do some work on this way's account."""
        over = threading.Event()
        watch = threading.Thread(target=self._watch_memory, args=(over,))
        watch.start()
        began = time.perf_counter()
        work()
        self.wall += time.perf_counter() - began
        over.set()
        watch.join()

    def _watch_memory(self, over: threading.Event) -> None:
        while not over.wait(0.4):
            self.peak = max(self.peak, sum(_held(w.pid) for w in self.workers if w.pid))

    def warm_up(self) -> None:
        """Start every process and let it import what it needs."""
        with ThreadPoolExecutor(len(self.workers)) as threads:
            list(threads.map(lambda worker: worker.ask(self.start, 300), self.workers))

    def grade(self, students: Sequence[str]) -> None:
        """Grade these students, as many at a time as there are processes."""
        if self.start["do"] == "start":  # ours shares them out itself
            reply = self.workers[0].ask({"do": "grade", "students": list(students)}, 3600)
            for part, seconds in reply["parts"].items():
                self.parts[part] = self.parts.get(part, 0.0) + seconds
            return
        free = list(self.workers)

        def one(student: str) -> None:
            worker = free.pop()
            order = {"do": "autograde", "assignment": NAME, "student": student}
            reply = worker.ask(order, 3600)
            while not reply["success"] and self.again < AGAIN:
                # Kernels that start side by side may choose the same port; one of them dies.
                self.again += 1
                reply = worker.ask(order, 3600)
            free.append(worker)
            if not reply["success"]:
                raise SystemExit(f"{self.name}: {reply['problem']}")

        with ThreadPoolExecutor(len(self.workers)) as threads:
            list(threads.map(one, students))

    def end(self) -> None:
        """Add up what the processes and theirs have used, and end them."""
        self.cpu = sum(_used(worker.pid) for worker in self.workers if worker.pid)
        for worker in self.workers:
            worker.end()

    def scores(self) -> list[tuple[Any, ...]]:
        """Return what the gradebook says."""
        import sqlite3

        query = (
            "select s.student_id, b.name, g.auto_score from grade g "
            "join base_cell b on b.id = g.cell_id "
            "join submitted_notebook n on n.id = g.notebook_id "
            "join submitted_assignment s on s.id = n.assignment_id order by 1, 2"
        )
        with sqlite3.connect(self.folder / "gradebook.db") as database:
            return database.execute(query).fetchall()


def _held(pid: int) -> float:
    """Return the MB that a process and all under it hold, shared memory counted once."""
    total = 0.0
    try:
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return 0.0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except (psutil.Error, AttributeError):
            continue
    return total / 2**20


def _used(pid: int) -> float:
    """Return the CPU seconds of a process, all under it, and all that has ended under those.

    Taken while they live: what ends with its process namespace is added to nobody's account.
    """
    process = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:4]) for one in [process, *process.children(recursive=True)])


def serve(folder: Path, jobs: int) -> None:
    """Be the process of `course grade`: obey JSON lines until the input ends."""
    import os

    from grading.engine import Pool

    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    os.chdir(folder)

    parts: dict[str, float] = {}

    def measured(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            began = time.perf_counter()
            result = work(*arguments)
            parts[name] = parts.get(name, 0.0) + time.perf_counter() - began
            return result

        return call

    run: ClassRun | None = None
    with Pool(jobs) as pool:
        for line in sys.stdin:
            order = json.loads(line)
            if order["do"] == "start":
                # As `course grade` does it.
                pool.warm_up(jobs)
                sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
                from grading.class_run import ClassRun
                from grading.course_api import open_course
                from grading.task import Graded

                run = ClassRun(open_course(folder), NAME)
                run.ledger.record = measured("gradebook", run.ledger.record)  # type: ignore[method-assign]
                run.folder.install = measured("files", run.folder.install)  # type: ignore[method-assign]
            elif order["do"] == "grade" and run:
                parts.clear()
                run.waiting = order["students"]
                for result in run.grade(pool.grade):
                    if not isinstance(result, Graded):
                        raise SystemExit(f"{result.student}: {result.problem}")
                    checks = json.loads(result.pages[0].content)["metadata"]["course"]["checks"]
                    inside = sum(check["seconds"] for check in checks.values())
                    parts["checks"] = parts.get("checks", 0.0) + inside
                    rest = result.seconds - inside
                    parts["box, cells, notebook"] = parts.get("box, cells, notebook", 0.0) + rest
            replies.write(json.dumps({"parts": parts}) + "\n")
            replies.flush()


def floor(rounds: int = 5) -> tuple[float, float]:
    """Return (wall, CPU) seconds of the students' functions alone, in one bare Python each."""
    calls = {
        "hail": ['["Ada", "Alan"]'] * 2 + ["[]"],
        "codes": ["[0, 3, 4]", "[1, 2]"],
    }
    with tempfile.TemporaryDirectory() as folder:
        lines = ["import multiprocessing"]
        for name, source in (("hail", HAIL), ("codes", CODES)):
            Path(folder, f"bench_{name}.py").write_text(source.partition("\n")[2])
            lines.append(f"import bench_{name}")
        lines += ["if __name__ == '__main__':", "    multiprocessing.set_start_method('spawn')"]
        lines += [f"    bench_{n}.{n}({a})" for n, listed in calls.items() for a in listed]
        script = Path(folder, "all.py")
        script.write_text("\n".join(lines) + "\n")
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        for _ in range(rounds):
            psutil.Popen([sys.executable, str(script)], cwd=folder).wait()
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall / rounds, cpu / rounds


def main() -> int:
    """Measure and print; return 1 if the ways disagree about a score."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=0, help="of course grade; its default")
    parser.add_argument(
        "--times", type=int, default=1, help="only course grade, beside a class so much larger"
    )
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    from grading.engine import default_jobs

    jobs = options.jobs or default_jobs()
    if options.serve:
        serve(options.serve, jobs)
        return 0
    from grading.box import probe

    console = Console(highlight=False, width=110)
    console.print(
        f"{options.students} students, {jobs} at a time; box: {probe().level.name.lower()}"
    )
    if options.times > 1:
        return scale(console, options.students, options.students * options.times, jobs)
    students = _names(options.students)
    with tempfile.TemporaryDirectory(prefix="course-bench-") as top:
        ways = _ways(Path(top), students, jobs)
        for way in ways:
            way.timed(way.warm_up)
            way.starting = way.wall
        for first in range(0, len(students), turn := max(AT_A_TIME, jobs)):
            for way in ways:
                chunk = students[first : first + turn]
                way.timed(lambda way=way, chunk=chunk: way.grade(chunk))  # type: ignore[misc]
        for way in ways:
            way.end()
        scores = [way.scores() for way in ways]
    if any(other != scores[0] for other in scores) or len(scores[0]) != 5 * len(students):
        console.print("[red]The ways disagree about scores.[/]")
        return 1
    report(console, ways, len(students))
    return 0


def _ways(top: Path, students: Sequence[str], jobs: int) -> list[Way]:
    original = top / "ours"
    make_class(original, students)
    ways: list[Way] = []
    for name, config, number in (
        ("stock nbgrader", PLAIN, 1),
        ("stock, immediate shutdown", TUNED, 1),
        ("best stock: that, 4 processes", TUNED, 4),
    ):
        folder = top / f"stock-{len(ways)}"
        shutil.copytree(original, folder)
        (folder / "nbgrader_config.py").write_text(config)
        workers = [WorkerProcess("grading.class_worker", [str(folder)]) for _ in range(number)]
        # An order that fails at once, after everything has been imported.
        ways.append(
            Way(name, folder, workers, {"do": "autograde", "assignment": "-", "student": "-"})
        )
    return [*ways, _ours(original, jobs)]


def _ours(folder: Path, jobs: int) -> Way:
    server = WorkerProcess("benchmarks.grading", ["--serve", str(folder), "--jobs", str(jobs)])
    return Way("course grade", folder, [server], {"do": "start"})


def _names(number: int) -> list[str]:
    return [f"s{one:05}" for one in range(number)]


def scale(console: Console, small: int, large: int, jobs: int) -> int:
    """Grade a small class and a large one with `course grade`, a tenth of each in turn."""
    with tempfile.TemporaryDirectory(prefix="course-bench-") as top:
        classes = {}
        for number in (small, large):
            folder = Path(top, str(number))
            make_class(folder, _names(number))
            classes[number] = _ours(folder, jobs)
        for way in classes.values():
            way.timed(way.warm_up)
            way.starting = way.wall
        for turn in range(10):
            for number, way in classes.items():
                chunk = _names(number)[number * turn // 10 : number * (turn + 1) // 10]
                way.timed(lambda way=way, chunk=chunk: way.grade(chunk))  # type: ignore[misc]
        for number, way in classes.items():
            way.end()
            if len(way.scores()) != 5 * number:
                console.print("[red]Some submissions have no scores.[/]")
                return 1
    table = Table("students", "start s", "then, wall s", "CPU s", "peak MB", title="Per submission")
    walls = {number: (way.wall - way.starting) / number for number, way in classes.items()}
    for number, way in classes.items():
        row = (f"{way.starting:.1f}", f"{walls[number]:.3f}", f"{way.cpu / number:.3f}")
        table.add_row(str(number), *row, f"{way.peak:.0f}")
    console.print(table)
    console.print(
        f"ratio wall without the start, {large}/{small}: {walls[large] / walls[small]:.2f}"
    )
    return 0


def report(console: Console, ways: Sequence[Way], number: int) -> None:
    """Print the table, the profile, the floor and the ratio that counts."""
    ours = ways[-1]
    table = Table(
        *("", "start s", "wall s", "ratio", "CPU s", "ratio", "peak MB"),
        title="Per submission; the start, once, is shared out among them",
    )
    for way in ways:
        cells = [f"{way.starting:.1f}", f"{way.wall / number:.3f}", f"{way.wall / ours.wall:.1f}"]
        cells += [f"{way.cpu / number:.3f}", f"{way.cpu / ours.cpu:.1f}", f"{way.peak:.0f}"]
        table.add_row(way.name, *cells)
    console.print(table)
    for way in ways:
        if way.again:
            console.print(f"{way.name}: {way.again} failed and were graded again")
    console.print("Where course grade waits, seconds per submission (checks overlap each other):")
    for part, seconds in ours.parts.items():
        console.print(f"  {part}: {seconds / number:.3f}")
    wall, cpu = floor()
    console.print(f"Floor, the answers alone in bare Python: {wall:.3f} s wall, {cpu:.3f} s CPU")
    for way in ways[:-1]:
        console.print(f"ratio wall {way.name}/course: {way.wall / ours.wall:.1f}")
    console.print(f"ratio wall stock/course: {ways[0].wall / ours.wall:.1f}")


if __name__ == "__main__":
    raise SystemExit(main())

"""Check one lesson, several answers at a time."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor

from authoring.check.answers import HANGS, KINDS, Answer, Bench, answers, assess
from authoring.check.form import executes, not_canonical
from authoring.check.leftovers import marked
from authoring.check.names import names_of
from authoring.check.nbval import nbval
from authoring.check.report import Problem, Report
from authoring.check.style import RULES, style
from authoring.lessons import Lesson
from authoring.notebooks import Notebook, canonical, load
from authoring.release import NotReleasable, generate, leaks, stale

METHODS = ("spawn", "forkserver", "fork")


def start_methods(quick: bool = False) -> tuple[str, ...]:
    """Return the start methods that right answers are judged under here."""
    here = multiprocessing.get_all_start_methods()
    return tuple(method for method in METHODS if method in here)[: 1 if quick else None]


def check_lesson(
    lesson: Lesson,
    *,
    quick: bool = False,
    workers: int | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Return what is wrong with a lesson.

    `quick` leaves out the two executions of the notebook, judges under spawn alone, and a mutant
    up to the cell that catches it.
    """
    began = time.monotonic()
    report = Report(lesson.name)
    source = load(lesson.notebook)
    progress("reads")
    report.add("cells_canonical", len(source.cells), not_canonical(lesson.notebook))
    source = canonical(source)
    kept, unkept = style(lesson, source)
    report.count("style_rules", kept, len(RULES))
    report.problems += unkept + names_of(lesson)
    starter = check_release(lesson, source, report)
    tasks = answers(lesson, source, starter, start_methods(quick)) if starter else []
    # Children mostly wait for one another: more of them than cores keep the cores busy.
    pool = ThreadPoolExecutor(workers or min(12, 3 * (os.cpu_count() or 1)))
    with marked() as mark, Bench() as bench:
        try:
            runs = {} if quick else start_runs(pool, lesson)
            judged = [(task, pool.submit(judge_one, task, bench, quick)) for task in tasks]
            collect_answers(report, judged, progress)
            for name, run in runs.items():
                progress("waits for " + name.replace("_", " "))
                report.add(name, *run.result())
        finally:
            pool.shutdown(cancel_futures=True)
    report.left_running = len(mark.left)
    report.problems += [
        Problem("left running", one, "outlived the check that started it", "join or stop it")
        for one in mark.left
    ]
    report.seconds = time.monotonic() - began
    return report


def start_runs(pool: Executor, lesson: Lesson) -> dict[str, Future[tuple[int, list[Problem]]]]:
    """Begin the two executions of the notebook: ours, for the bytes, and nbval's."""
    return {
        "cells_executing": pool.submit(executes, lesson.notebook),
        "nbval": pool.submit(nbval, lesson.notebook),
    }


def judge_one(answer: Answer, bench: Bench, quick: bool) -> list[Problem]:
    """Judge an answer with the thread's own worker; quickly, to the cell that catches a mutant."""
    return assess(answer, bench.worker(), 0.0 if quick else HANGS)


def collect_answers(
    report: Report,
    judged: Iterable[tuple[Answer, Future[list[Problem]]]],
    progress: Callable[[str], None],
) -> None:
    """Count the verdicts as they come."""
    for name in KINDS.values():
        report.count(name, 0, 0)
    for answer, future in judged:
        progress(f"{answer.kind} {answer.where}")
        problems = future.result()
        report.count(KINDS[answer.kind], not problems, 1)
        report.problems += problems


def check_release(lesson: Lesson, source: Notebook, report: Report) -> Notebook | None:
    """Compare release/ with what nbgrader makes of the source; return the starter."""
    try:
        files = generate(lesson)
    except NotReleasable as error:
        report.add("release_fresh", 1, [Problem("release", lesson.name, str(error), "mend that")])
        return None
    do = f"run `course release {lesson.name}`"
    old = stale(lesson, files)
    late = [
        Problem("release", f"release/{lesson.name}/{name}", "differs from what nbgrader makes", do)
        for name in old
    ]
    report.add("release_fresh", len({*files, *old}), late)
    folder = lesson.released.parent
    kept = {name: (folder / name).read_bytes() for name in files if (folder / name).exists()}
    secret = "move it between ### BEGIN SOLUTION (or HIDDEN TESTS) and its END"
    report.problems += [
        Problem("release", f"release/{lesson.name}", leak, secret)
        for leak in sorted({*leaks(source, files), *leaks(source, kept)})
    ]
    import nbformat

    return nbformat.reads(files[lesson.notebook.name].decode("utf-8"), as_version=4)

"""`course check --watch`: check a lesson again whenever one of its files was saved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape

from authoring import watch
from authoring.check.leftovers import marked
from authoring.check.report import Report
from authoring.lessons import Course, Lesson
from course_cli.stopping import stop_on_signals

COMMAND = "from course_cli.main import main; main()"


def watch_lessons(course: Course, names: list[str], options: list[str], console: Console) -> None:
    """Show what a check finds, for each lesson that changes, until the author has enough."""
    stopped = stop_on_signals()
    try:
        console.print(f"Watching {', '.join(names) or 'all lessons'}. Ctrl-C ends this.")
        for lesson in watch.start(course, names, stopped.wait):
            console.print(f"{lesson.name}: checks …")
            found = check_afresh(lesson, options)
            if console.is_terminal:
                console.clear()
            show(console, lesson, found)
    except KeyboardInterrupt:
        console.print("Ended.")


def check_afresh(lesson: Lesson, options: list[str]) -> Report | str:
    """Check a lesson in a process of its own, which sees changed code; return why it failed.

    Whatever stops us, nothing that the check started is left.
    """
    alone: dict[str, Any] = {"start_new_session": True}
    if os.name == "nt":
        alone = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined]
    with marked() as mark:
        try:
            done = subprocess.run(
                [sys.executable, "-c", COMMAND, "check", "--json", *options, lesson.name],
                cwd=lesson.root,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                **alone,
            )
        except BaseException:
            mark.end()
            raise
    try:
        return Report.from_json(json.loads(done.stdout)["lessons"][0])
    except (ValueError, LookupError):
        lines = (done.stderr or done.stdout).strip().splitlines()
        return lines[-1] if lines else f"the check ended with exit code {done.returncode}"


def show(console: Console, lesson: Lesson, found: Report | str) -> None:
    """Print what was found in a lesson, and when."""
    from course_cli.check import detail, line

    if isinstance(found, str):
        console.print(f"[red]✗[/] [bold]{lesson.name}[/]  cannot be checked: {escape(found)}")
    else:
        console.print(line(found))
        for problem in found.problems:
            console.print(detail(problem))
    console.print(f"{datetime.now():%H:%M:%S}  Save a file to check again; Ctrl-C ends this.")

"""`course grade`: autograde a whole class quickly, as `nbgrader autograde` would, in parallel."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

CONFIG = "nbgrader_config.py"


def run(
    assignment: Annotated[str, typer.Argument(help="The assignment's name, as 00_toolkit.")],
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Submissions graded at a time.", show_default="3 for each core"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade again what is graded already.")
    ] = False,
    student: Annotated[str, typer.Option(help="Grade this student alone.")] = "",
    allow_weak_box: Annotated[
        bool,
        typer.Option(
            "--allow-weak-box", help="Go on where this machine cannot hide files and network."
        ),
    ] = False,
    dask: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Grade on this Dask cluster, as tcp://host:8786.",
            show_default="",
        ),
    ] = "",
) -> None:
    """Autograde every submission of an assignment, in the course folder that you are in.

    The same scores, comments and notebooks as `nbgrader autograde`. Stop it at any moment and run
    it again: it goes on where it stopped.
    """
    import sys

    from rich.console import Console

    from course_cli.stopping import stop_on_signals

    console = Console(highlight=False, soft_wrap=True)
    folder = Path.cwd()
    if not (folder / CONFIG).is_file():
        console.print(
            f"[red]There is no {CONFIG} here.[/] Change into the course folder (the one with "
            "source/ and submitted/) and run the command again."
        )
        raise typer.Exit(2)
    # jsonschema would build a grammar from it that we never use, for half of our starting time.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    stop_on_signals()
    try:
        code = _grade(folder, assignment, jobs, force, student, allow_weak_box, dask, console)
    except KeyboardInterrupt:
        console.print("\nStopped. Nothing graded is lost: the same command goes on from here.")
        code = 130
    raise typer.Exit(code)


def _grade(
    folder: Path,
    assignment: str,
    jobs: int | None,
    force: bool,
    student: str,
    allow_weak_box: bool,
    dask: str,
    console: Any,
) -> int:
    """Grade; return the command's exit code."""
    import contextlib
    import os
    import time

    from grading.engine import Pool, default_jobs

    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        graders: Any = None
        if not dask:
            graders = stack.enter_context(Pool(jobs or default_jobs()))
            graders.warm_up(_expected(folder, assignment, force, student))
        # This imports nbgrader; the first workers are ready before that is done.
        from course_cli.grade_progress import summarise, watch
        from grading.class_run import ClassRun, Unsupported
        from grading.cluster_link import ClusterTrouble
        from grading.course_api import open_course
        from grading.ledger import GradebookTrouble
        from grading.turn import Busy, lock_file, taken

        try:
            os.chdir(folder)
            api = open_course(folder)
            lock = lock_file(folder, assignment, api.coursedir.db_url)
            stack.enter_context(taken(lock, assignment))
            work = ClassRun(
                api, assignment, force=force, student=student, box="any" if allow_weak_box else ""
            )
            stack.enter_context(work.ledger)
            if not work.students:
                whose = f"of {student} " if student else ""
                console.print(
                    f"[red]No submission {whose}for {assignment}.[/] Collect them first, into "
                    f"{work.folder.submitted(student or 'STUDENT')}"
                )
                return 2
            if dask:
                from grading.cluster import Cluster

                graders = stack.enter_context(Cluster(dask))
            elif not _say_box(work.settings.box, console):
                return 2
            failures = watch(work, graders.grade, console)
        except (Busy, ClusterTrouble, GradebookTrouble, Unsupported) as error:
            console.print(str(error), style="red", markup=False)
            return 2
        except OSError as error:
            console.print(
                f"[red]{error}[/]\nRepair that and run the same command again: it goes on from "
                "here."
            )
            return 2
    summarise(work, failures, time.monotonic() - began, console)
    return 1 if failures else 0


def _expected(folder: Path, assignment: str, force: bool, student: str) -> int:
    """Guess from the usual folders how many submissions there are to grade."""

    def handed(step: str) -> int:
        students = [folder / step / student] if student else folder.glob(f"{step}/*/")
        return sum((one / assignment).is_dir() for one in students)

    return handed("submitted") - (0 if force else handed("autograded"))


def _say_box(wanted: str, console: Any) -> bool:
    """Print how well students' code is locked in; False if that is less than asked for."""
    from grading.box import Level, probe

    if wanted == "off":
        console.print(
            f"[yellow]box: off[/] ({CONFIG} says so): students' code runs unprotected, as you."
        )
        return True
    protection = probe()
    level = protection.level.name.lower()
    least = {"any": Level.WEAK, "strong": Level.STRONG, "full": Level.FULL}[wanted]
    if protection.level < least:
        console.print(f"[red]This machine gives a {level} box, {wanted} is asked for.[/]")
        console.print(str(protection), markup=False)
        console.print(
            "Repair what it names, or accept a box that hides no files and no network with "
            "--allow-weak-box. docs/threat-model.md says what that means."
            if protection.level is Level.WEAK and wanted == "strong"
            else f"Repair what it names, or ask for less: c.Judge.box in {CONFIG}."
        )
        return False
    if protection.level is Level.WEAK:
        console.print(str(protection), style="yellow", markup=False)
    else:
        console.print(f"box: {level}")
    return True

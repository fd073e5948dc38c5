"""`course check`: prove that lessons are what they claim to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from authoring.check import Problem, Report


def run(
    lessons: Annotated[
        list[str] | None, typer.Argument(help="Folders or numbers; all lessons if none is named.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    quick: Annotated[
        bool | None,
        typer.Option(
            "--quick/--full",
            help="Leave out executing the notebook; judge under spawn alone.",
            show_default="--full, but --quick with --watch",
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check a lesson again whenever its files are saved.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Answers judged at a time.", show_default="2 for each core"),
    ] = None,
) -> None:
    """Prove lessons: each cell runs, each starter fails, each right answer scores full.

    Also: every known wrong answer is caught under its own name, release/ is what nbgrader makes
    and gives nothing away, stored outputs are those of a fresh run, nothing is left running.
    """
    import json

    from rich.console import Console

    from authoring.check import check_lesson
    from authoring.check.names import strays
    from authoring.lessons import UnknownLesson, find_course

    console = Console(highlight=False, soft_wrap=True)
    notes = Console(stderr=True)
    try:
        course = find_course()
        chosen = course.choose(lessons or [])
    except UnknownLesson as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(2) from None
    quick = watch if quick is None else quick
    if watch:
        from course_cli.watching import watch_lessons

        if as_json:
            raise typer.BadParameter("--watch is for people: leave --json away")
        options = ["--quick" if quick else "--full"]
        options += [f"--workers={workers}"] if workers else []
        watch_lessons(
            course, [lesson.name for lesson in chosen] if lessons else [], options, console
        )
        return
    lost = [] if lessons else strays(course)
    reports = []
    for lesson in chosen:
        with notes.status(lesson.name) as status:

            def progress(text: str, name: str = lesson.name) -> None:
                status.update(f"{name}: {text}")

            reports.append(check_lesson(lesson, quick=quick, workers=workers, progress=progress))
        if not as_json:
            console.print(line(reports[-1]))
            for problem in reports[-1].problems:
                console.print(detail(problem))
    ok = all(report.ok for report in reports) and not lost
    if as_json:
        found = {"ok": ok, "quick": quick, "lessons": [report.to_json() for report in reports]}
        typer.echo(json.dumps(found | {"strays": [p.to_json() for p in lost]}, indent=1))
    else:
        for problem in lost:
            console.print(detail(problem))
    if not ok:
        raise typer.Exit(1)


def line(report: Report) -> str:
    """Return a lesson's line, in rich markup."""
    from authoring.check.report import COUNTS

    sign = "[green]✓[/]" if report.ok else "[red]✗[/]"
    parts = []
    for name in COUNTS:
        if name in report.counts:
            good, total = report.counts[name]
            text = f"{name.replace('_', ' ')} {good}/{total}"
            parts.append(text if good == total else f"[red]{text}[/]")
    left = f"left running {report.left_running}"
    parts.append(f"[red]{left}[/]" if report.left_running else left)
    return f"{sign} [bold]{report.lesson}[/]  {', '.join(parts)}  ({report.seconds:.0f} s)"


def detail(problem: Problem) -> str:
    """Return a problem's two lines, in rich markup."""
    from rich.markup import escape

    text = f"    [bold]{escape(problem.check)}[/] {escape(problem.where)}: {escape(problem.says)}"
    return text + (f"\n        → {escape(problem.do)}" if problem.do else "")

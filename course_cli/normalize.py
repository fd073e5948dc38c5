"""`course normalize`: bring lessons to canonical form, from text if asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(
    lessons: Annotated[
        list[str] | None, typer.Argument(help="Folders or numbers; all lessons if none is named.")
    ] = None,
    execute: Annotated[
        bool | None,
        typer.Option(
            help="Run the notebook in a fresh kernel first. Implied by --from-text.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file would change.")
    ] = False,
    from_text: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="Build the lesson from this py:percent file. Short headers: "
            '[cyan]# %% answer="reap"[/], [cyan]# %% test="test-reap-…" points=1[/].',
        ),
    ] = None,
    to_text: Annotated[
        Path | None, typer.Option(help="Write the lesson as py:percent text here, outside source/.")
    ] = None,
) -> None:
    """Bring lessons to canonical form: one way to write each notebook, to the byte.

    Edit as text: `course normalize --to-text ../draft.py 00_toolkit`, edit, then
    `course normalize --from-text ../draft.py 00_toolkit`.
    """
    from rich.console import Console

    from authoring.lessons import UnknownLesson, find_course
    from authoring.normalize import Job, normalize, write_as_text

    console = Console(highlight=False, soft_wrap=True)
    names = lessons or []
    if (from_text or to_text) and len(names) != 1:
        raise typer.BadParameter("name the one lesson that the text belongs to")
    try:
        course = find_course()
        chosen = [course.find_or_plan(names[0])] if from_text else course.choose(names)
        if to_text:
            write_as_text(chosen[0], to_text)
            console.print(f"{to_text} holds {chosen[0].name} as text")
            return
        if execute is None:
            execute = from_text is not None
        jobs = [Job(lesson, execute=execute, dry=check, text=from_text) for lesson in chosen]
        results = [normalize(job) for job in jobs]
    except (UnknownLesson, ValueError) as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(2) from None
    for result in results:
        console.print(result.render())
    if any(result.failures or (check and result.changed) for result in results):
        raise typer.Exit(1)

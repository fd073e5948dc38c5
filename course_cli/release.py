"""`course release`: generate the students' notebooks from the instructors'."""

from __future__ import annotations

from typing import Annotated

import typer


def run(
    lessons: Annotated[
        list[str] | None, typer.Argument(help="Folders or numbers; all lessons if none is named.")
    ] = None,
) -> None:
    """Generate release/ from source/ with nbgrader, without solutions and hidden tests."""
    from rich.console import Console

    from authoring.lessons import UnknownLesson, find_course
    from authoring.release import NotReleasable, write_release

    console = Console(highlight=False, soft_wrap=True)
    try:
        for lesson in find_course().choose(lessons or []):
            console.print(f"{lesson.name}: {'written' if write_release(lesson) else 'fresh'}")
    except (UnknownLesson, NotReleasable) as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(2) from None

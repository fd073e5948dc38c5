"""`course release`: generate the students' notebooks from the instructors'."""

from __future__ import annotations

from typing import Annotated

import typer


def run(
    lessons: Annotated[
        list[str] | None, typer.Argument(help="Folders or numbers; all lessons if none is named.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file would change.")
    ] = False,
) -> None:
    """Generate release/ from source/ with nbgrader, without solutions and hidden tests."""
    from rich.console import Console

    from authoring.lessons import UnknownLesson, find_course
    from authoring.release import NotReleasable, generate, stale, write_release

    console = Console(highlight=False, soft_wrap=True)
    late = []
    try:
        for lesson in dict.fromkeys(find_course().choose(lessons or [])):
            if not check:
                console.print(f"{lesson.name}: {'written' if write_release(lesson) else 'fresh'}")
            elif stale(lesson, generate(lesson)):
                late.append(lesson.name)
                console.print(f"{lesson.name}: run `course release {lesson.name}`")
            else:
                console.print(f"{lesson.name}: fresh")
    except (UnknownLesson, NotReleasable) as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(2) from None
    if late:
        raise typer.Exit(1)

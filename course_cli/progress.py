"""`course progress`: what a student has passed, lesson by lesson, and what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from course.progress import Standing


def run(
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where your notebooks are: without it, the folder that you are in, else work/.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show what you have passed in each lesson, and what to do next.

    Read from the notebooks and from .course/progress.json in your folder, which the checks keep.
    """
    from rich.console import Console

    from course.progress import standings, summary

    console = Console(highlight=False)
    place = folder.expanduser() if folder else students_folder(Path.cwd())
    found = standings(place) if place else []
    if place is None or not found:
        console.print(
            f"There are no lessons in {place or Path.cwd()}. Open the course with `course lab` "
            "once, or name your folder: course progress --folder PATH",
            markup=False,
            soft_wrap=True,
        )
        raise typer.Exit(2)
    console.print(table_of(found))
    console.print(*filter(None, summary(found)), sep="\n", markup=False, soft_wrap=True)


def students_folder(here: Path) -> Path | None:
    """Return the folder of lessons around `here`, else the working copy of the course."""
    from course.progress import folder_of_lessons
    from course_cli.lab_session import course_folder, folder_in_hand

    if place := folder_of_lessons(here):
        return place
    root = course_folder()
    return root / "work" if root else folder_in_hand(here)


def table_of(found: Sequence[Standing]) -> Any:
    """Return one row a lesson: exercises done, points passed, what to do in it."""
    from rich.table import Table
    from rich.text import Text

    from course.progress import next_thing

    following = next_thing(found)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    table.add_column("Lesson", overflow="fold")
    table.add_column("Exercises", justify="right", no_wrap=True)
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("Next", overflow="fold")
    for one in found:
        here = following is not None and one is following[0]
        mark = "✓" if one.done else "→" if here else ""
        todo = next((mark.exercise.title for mark in one.marks if not mark.done), "")
        table.add_row(
            mark,
            Text(one.lesson.heading, style="bold" if here else ""),
            f"{one.exercises_done} of {len(one.marks)}",
            f"{one.passed:g} of {one.lesson.points:g}",
            Text(todo if one.begun or here else ""),
        )
    return table

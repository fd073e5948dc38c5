"""`course new-exercise`: begin an exercise with one that works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from authoring.lessons import Course
    from authoring.new_exercise import Added


def run(
    lesson: Annotated[str, typer.Argument(help="Folder or number.")],
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The exercise's id: also the name of its module and of the function in it.",
        ),
    ],
    execute: Annotated[bool, typer.Option(help="Run the lesson, to store its outputs.")] = True,
) -> None:
    """Add an exercise that works at once: turn it, step by step, into the one you want.

    It comes with prompt, three hints, answer, two test cells, mutants and alternatives, all in
    place before the lesson's recap. `course check` says what is still missing.
    """
    from rich.console import Console
    from rich.markup import escape

    from authoring.lessons import LESSON_NAME, UnknownLesson, find_course
    from authoring.new_exercise import CannotAdd, add_exercise
    from authoring.release import NotReleasable
    from course.modules import ModuleNameError

    console = Console(highlight=False, soft_wrap=True)
    try:
        course = find_course()
        chosen = course.find(lesson)
        added = add_exercise(course, chosen, name, run=execute)
    except (UnknownLesson, CannotAdd, ModuleNameError, NotReleasable) as error:
        console.print(f"[red]{escape(str(error))}[/]")
        if isinstance(error, UnknownLesson) and LESSON_NAME.match(lesson):
            console.print(f"Begin it with `course new-lesson {lesson}`.")
        raise typer.Exit(2) from None
    tell(console, course, chosen.name, added)


def tell(console: Console, course: Course, lesson: str, added: Added) -> None:
    """Say what was written and what comes next; exit 1 if a cell failed."""
    from rich.markup import escape

    for path in added.files:
        console.print(f"written: {path.relative_to(course.root)}")
    for failure in added.failures:
        console.print(f"[red]{escape(str(failure))}[/]")
    console.print(
        f"\nNow edit it as text, outside source/:\n"
        f"  course normalize --to-text ../draft.py {lesson}\n"
        f"  course normalize --from-text ../draft.py {lesson}\n"
        f"  course release {lesson}\n"
        f"  course check {lesson}"
    )
    if added.failures:
        raise typer.Exit(1)

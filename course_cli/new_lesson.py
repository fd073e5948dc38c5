"""`course new-lesson`: begin a lesson with one that passes every check."""

from __future__ import annotations

from typing import Annotated

import typer


def run(
    lesson: Annotated[
        str, typer.Argument(help="The new folder: the next number and a topic, as 12_signals.")
    ],
    exercises: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...",
            help="The ids of its exercises, three to six: each names a module and a function.",
            show_default="TOPIC_1 to TOPIC_3",
        ),
    ] = None,
    title: Annotated[
        str, typer.Option(help="What the lesson is called.", show_default="the topic")
    ] = "",
    execute: Annotated[bool, typer.Option(help="Run the lesson, to store its outputs.")] = True,
) -> None:
    """Add a lesson that passes `course check`: turn it, step by step, into the one you want.

    It comes with opening, three rounds of claim, prediction and explanation, exercises, recap,
    what children run, known mistakes, a unit test, samples and its release: all of it or nothing.
    """
    from rich.console import Console
    from rich.markup import escape

    from authoring.lessons import UnknownLesson, find_course
    from authoring.new_exercise import CannotAdd
    from authoring.new_lesson import add_lesson
    from authoring.release import NotReleasable
    from course.modules import ModuleNameError
    from course_cli.new_exercise import tell
    from course_cli.stopping import stop_on_signals

    console = Console(highlight=False, soft_wrap=True)
    stop_on_signals()
    try:
        course = find_course()
        added = add_lesson(course, lesson, title, exercises, run=execute)
    except (UnknownLesson, CannotAdd, ModuleNameError, NotReleasable) as error:
        console.print(f"[red]{escape(str(error))}[/]")
        raise typer.Exit(2) from None
    tell(console, course, lesson, added)

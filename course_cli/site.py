"""`course site`: the lessons as pages to read, without Jupyter."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(
    output: Annotated[
        Path | None,
        typer.Option(help="The folder of the site; site/ in the course if not given."),
    ] = None,
) -> None:
    """Build the lessons as a site to read: no Jupyter, no other machine, no answers.

    Open its index.html, or put the folder on any web server.
    """
    from rich.console import Console

    from authoring.lessons import UnknownLesson, find_course
    from authoring.site.build import NoSite, build

    console = Console(highlight=False, soft_wrap=True)
    try:
        course = find_course()
        built = build(course, output or course.root / "site")
    except (UnknownLesson, NoSite) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from None
    for line in built.warnings:
        console.print(line, markup=False)
    console.print(
        f"{built.folder / 'index.html'}: {built.lessons} lessons, {built.guides} other pages, "
        f"{built.views} pictures to play with"
    )

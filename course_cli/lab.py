"""`course lab`: the course in JupyterLab, for students or, with --instructor, for instructors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(
    instructor: Annotated[
        bool,
        typer.Option("--instructor", help="Open the course itself, with Formgrader."),
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where your notebooks are kept: without it, work/ in the course's folder; "
            "with --instructor, the course's folder itself.",
            show_default=False,
        ),
    ] = None,
    exchange: Annotated[
        Path | None,
        typer.Option(
            help="The class's nbgrader exchange, a folder shared by all: students fetch "
            "and submit there."
        ),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open a browser window.")
    ] = True,
    port: Annotated[
        int | None,
        typer.Option(help="Use this port or fail: without it, any free one."),
    ] = None,
) -> None:
    """Open the course in JupyterLab. Ctrl-C ends it with all that it started.

    A student gets a working copy of the released notebooks. Your changes are never overwritten:
    later starts add what is new and renew what you left alone. Your own Jupyter settings are not
    touched.
    """
    from rich.console import Console

    from course_cli.lab_server import LabError
    from course_cli.lab_session import hold, prepare

    console = Console(highlight=False, soft_wrap=True)
    try:
        server, news = prepare(folder, instructor=instructor, port=port, exchange=exchange)
        for line in news:
            console.print(line, markup=False)
        hold(server, say=lambda line: console.print(line, markup=False), browser=browser)
    except LabError as error:
        console.print(str(error), markup=False, style="red")
        raise typer.Exit(2) from None

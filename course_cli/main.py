"""The entry point of the `course` command: a table of subcommands, each loaded when it is used."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import typer
from typer.core import TyperGroup

# Subcommand -> module with a function `run`, whose annotations are the options. Those modules
# import typer alone at their top: `course --help` loads them all.
COMMANDS = {
    "check": "course_cli.check",
    "demo": "course_cli.demo",
    "grade": "course_cli.grade",
    "lab": "course_cli.lab",
    "new-exercise": "course_cli.new_exercise",
    "new-lesson": "course_cli.new_lesson",
    "normalize": "course_cli.normalize",
    "progress": "course_cli.progress",
    "release": "course_cli.release",
    "site": "course_cli.site",
}


# Module that may be missing -> what brings it. The base install is a student's.
BRINGERS = {
    **dict.fromkeys(
        ["jinja2", "nbclient", "nbconvert", "nbformat", "nbgrader"], 'pip install "course[grading]"'
    ),
    "distributed": 'pip install "course[dask]"',
    "psycopg": 'pip install "course[postgres]"',
    **dict.fromkeys(["furo", "myst_nb", "sphinx"], 'pip install "course[site]"'),
    "jupytext": "pip install jupytext",
}


class LazyGroup(TyperGroup):
    """A group that imports a subcommand's module at its first use."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the subcommands in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load one subcommand; None if there is no such name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name])
        single = typer.Typer(add_completion=False)
        single.command(cmd_name)(module.run)
        return typer.main.get_command(single)


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False)


@app.callback()
def root() -> None:
    """Teach, take and grade a course on operating-system processes."""


def main() -> None:
    """Run the command line; say in one line what to install for a command that lacks it."""
    try:
        app()
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in BRINGERS:
            raise
        sys.exit(f"This command needs {missing}, which is not installed: {BRINGERS[missing]}")

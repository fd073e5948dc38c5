"""The entry point of the `course` command."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def root() -> None:
    """Teach, take and grade a course on operating-system processes."""


def main() -> None:
    """Run the command line."""
    app()

"""One person's server on a JupyterHub: what `course lab` opens, started by the hub's spawner.

It runs as that person, so whatever is prepared here is theirs, and nothing is that they may not
read. `python -m course_cli.hub_server student|instructor [options of jupyterhub-singleuser]`
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from course_cli.lab_server import MARK, LabError, LabServer, write_configuration
from course_cli.lab_session import prepare

FOLDER = "processes"
"""The students' folder in their homes."""


def opened(role: str, course: Path, exchange: Path) -> LabServer:
    """Prepare the folder of this person and return the server that would show it."""
    if role == "instructor":
        return prepare(course, instructor=True, port=None, exchange=exchange)[0]
    return prepare(Path.home() / FOLDER, instructor=False, port=None, exchange=exchange)[0]


def environment_of(server: LabServer) -> dict[str, str]:
    """Write the server's settings into its home; return the environment that makes it read them."""
    settings = server.home / "hub"
    write_configuration(settings, server.configuration)
    environment = server.environment(settings)
    # The hub decides who comes in; and whose a process is, is not for us to say.
    del environment["JUPYTER_TOKEN"], environment[MARK]
    return environment | {name: os.environ[name] for name in [MARK] if name in os.environ}


def main() -> None:
    """Become the person's server."""
    role, *options = sys.argv[1:]
    try:
        server = opened(
            role, Path(os.environ["COURSE_FOLDER"]), Path(os.environ["COURSE_EXCHANGE"])
        )
    except LabError as error:
        raise SystemExit(str(error)) from None
    environment = environment_of(server)
    os.chdir(server.folder)  # where nbgrader looks for the course's nbgrader_config.py
    command = [sys.executable, "-m", "jupyterhub.singleuser", *options]
    command.append(f"--ServerApp.root_dir={server.folder}")
    os.execve(sys.executable, command, environment)


if __name__ == "__main__":
    main()

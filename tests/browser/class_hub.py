"""The example hub of deploy/jupyterhub on loopback, with accounts that this machine need not have.

Only what a test cannot have is changed, on top of the example: who logs in, what starts a server
and which ports are used.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path

from course_cli.lab_server import MARK, end_marked, free_port

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "deploy" / "jupyterhub" / "jupyterhub_config.py"

OVERLAY = """\
load_subconfig({example!r})
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.environment = {environment!r}
c.Spawner.args = {arguments!r}
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
"""


class ClassHub:
    """A hub that runs within a `with` block; nothing of it is left afterwards."""

    def __init__(self, folder: Path, course: Path, exchange: Path) -> None:
        self.folder, self.password = folder, secrets.token_urlsafe(12)
        self.mark = secrets.token_hex(8)
        self.port = free_port()
        as_root = hasattr(os, "geteuid") and os.geteuid() == 0
        overlay = OVERLAY.format(
            example=str(EXAMPLE),
            password=self.password,
            homes=str(folder / "homes"),
            environment={MARK: self.mark},
            arguments=["--allow-root"] if as_root else [],
            port=self.port,
            hub=free_port(),
            proxy=free_port(),
        )
        folder.mkdir()
        (folder / "config.py").write_text(overlay, encoding="utf-8")
        self.environment = os.environ | {
            MARK: self.mark,
            "COURSE_FOLDER": str(course),
            "COURSE_EXCHANGE": str(exchange),
            "COURSE_INSTRUCTORS": "grace",
            "PYTHONPATH": str(ROOT),
        }

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def last_words(self) -> str:
        """Return the end of the hub's log, and of the servers'."""
        log = (self.folder / "hub.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(log.splitlines()[-80:])

    def __enter__(self) -> ClassHub:
        with (self.folder / "hub.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", "config.py"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            end_marked(self.mark)

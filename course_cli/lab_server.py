"""Start a JupyterLab server that sees only the course's configuration, and end all of it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

MARK = "COURSE_LAB_ID"
"""Environment variable that every process started under one server carries."""


class LabError(Exception):
    """A start that failed; the message says what to do next."""


def free_port() -> int:
    """Return a loopback port that nobody uses; each call gives another one for a while."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require_port(port: int) -> int:
    """Return the port, or raise an error that helps if no server can listen there now."""
    if not 0 < port < 65536:
        raise LabError(f"{port} is not a port: choose one from 1024 to 65535.")
    with socket.socket() as probe:
        if os.name == "posix":
            # A port in TIME_WAIT is free for a server; on Windows the option means something else.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise LabError(
                f"Port {port} is in use or not allowed; another course may be open already.\n"
                "Leave --port away and a free port is found for you."
            ) from None
    return port


@dataclass
class LabServer:
    """One JupyterLab on loopback: `start()`, then `url`, then `stop()`; or a `with` block.

    `folder` is what the browser shows; `home` keeps the settings made in the browser;
    `page` is the file opened first; `configuration` is written beside the packaged one, as
    {"file name": content}; `arguments` and `variables` are handed to the server.
    """

    folder: Path
    home: Path
    instructor: bool = False
    port: int | None = None
    page: str = ""
    configuration: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    arguments: Sequence[str] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.token = secrets.token_urlsafe(24)
        self.mark = secrets.token_hex(8)
        self.process: subprocess.Popen[bytes] | None = None
        self._temporary: Path | None = None

    @property
    def url(self) -> str:
        """The address to open, without the token."""
        return f"http://127.0.0.1:{self.port}/lab"

    @property
    def link(self) -> str:
        """The address to open in a browser, with the token."""
        page = f"/tree/{quote(self.page)}" if self.page else ""
        return f"{self.url}{page}?token={self.token}"

    @property
    def log(self) -> Path:
        """The server's own messages."""
        return self.home / "lab.log"

    def environment(self, temporary: Path) -> dict[str, str]:
        """Return the server's environment: the user's, without the user's Jupyter settings."""
        packaged = files("course_cli") / "labconfig"
        roles = ["everyone"] if self.instructor else ["student", "everyone"]
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JUPYTER_", "JUPYTERLAB_"))
        }
        search = [str(temporary / "config"), *(str(packaged / role) for role in roles)]
        # nbgrader runs `jupyter` and `alembic` by name, also when no environment is activated.
        scripts = sysconfig.get_path("scripts")
        return clean | {
            "JUPYTER_CONFIG_PATH": os.pathsep.join(search),
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_DATA_DIR": str(self.home / "data"),
            "JUPYTER_RUNTIME_DIR": str(temporary / "runtime"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "JUPYTER_TOKEN": self.token,
            "PATH": scripts + os.pathsep + os.environ.get("PATH", ""),
            MARK: self.mark,
            **self.variables,
        }

    def start(self, timeout: float = 60.0) -> None:
        """Start the server and return once it listens; `port` says where."""
        port = free_port() if self.port is None else require_port(self.port)
        self.home.mkdir(parents=True, exist_ok=True)
        temporary = self._temporary = Path(tempfile.mkdtemp(prefix="course-lab-"))
        write_configuration(temporary, self.configuration)
        command = [
            *(sys.executable, "-m", "course_cli.lab_process"),
            f"--ServerApp.root_dir={self.folder}",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            *self.arguments,
        ]
        # A group of its own: Ctrl-C in the terminal reaches `course lab`, which ends it in order.
        group: dict[str, Any] = (
            {"start_new_session": True}
            if os.name == "posix"
            else {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        )
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment(temporary),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                **group,
            )
        try:
            self._wait_until_it_listens(time.monotonic() + timeout)
        except BaseException:
            self.stop()
            raise

    def _wait_until_it_listens(self, deadline: float) -> None:
        assert self.process is not None
        assert self._temporary is not None
        # The server writes this file, with its port, about when it listens.
        card = self._temporary / "runtime" / f"jpserver-{self.process.pid}.json"
        while True:
            with contextlib.suppress(OSError, ValueError):
                self.port = int(json.loads(card.read_text("utf-8"))["port"])
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            if self.process.poll() is not None:
                raise LabError(f"JupyterLab did not start. Its last words:\n\n{self.last_words()}")
            if time.monotonic() > deadline:
                raise LabError(f"JupyterLab is too slow. Its last words:\n\n{self.last_words()}")
            time.sleep(0.05)

    def last_words(self, lines: int = 12) -> str:
        """Return the end of the server's log."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def wait(self) -> None:
        """Wait until the server ends by itself (File → Shut Down)."""
        assert self.process is not None
        # On Windows a wait without an end would not hear Ctrl-C.
        moment = 0.5 if os.name == "nt" else None
        while self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(moment)

    def stop(self, patience: float = 10.0) -> None:
        """End the server, its kernels and whatever they started; then return."""
        if self.process is not None:
            assert self.process.stdin is not None
            self.process.stdin.close()
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            end_marked(self.mark)
            self.process = None
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._temporary = None

    def __enter__(self) -> LabServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def write_configuration(place: Path, configuration: Mapping[str, Mapping[str, Any]]) -> None:
    """Write {"file name": content} where a server whose temporary folder this is will read it."""
    for name, content in configuration.items():
        target = place / "config" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(content), encoding="utf-8")


def marked(mark: str) -> list[psutil.Process]:
    """Return the running processes that carry this mark, orphans included."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.pid != os.getpid():
                found.append(process)
        except psutil.Error:
            continue  # another user's, or gone
    return found


def end_marked(mark: str, patience: float = 3.0) -> None:
    """Ask every marked process to end; after some patience, end it."""
    asked = marked(mark)
    for process in asked:
        _quietly(process.terminate)
    psutil.wait_procs(asked, timeout=patience)
    deadline = time.monotonic() + patience
    # A process may have started another one meanwhile, so look again until none is left.
    while (left := marked(mark)) and time.monotonic() < deadline:
        for process in left:
            _quietly(process.kill)
        psutil.wait_procs(left, timeout=patience)


def _quietly(action: Any) -> None:
    with contextlib.suppress(psutil.Error):  # it may have ended first
        action()

"""A real PostgreSQL server on loopback for a while, in a folder of its own, ended by its pid."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest


def program(name: str) -> str:
    """Return the path of one of the server's programs, which Debian keeps off PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, places), os.environ["PATH"]]))
    if found is None:
        pytest.fail(f"This test needs the PostgreSQL server ({name}): apt install postgresql")
    return found


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run a server; yield the address of an empty database, as SQLAlchemy wants it."""
    folder = Path(tempfile.mkdtemp(prefix="course-postgres-"))  # its user may look into no other
    options: dict[str, Any] = {}
    if sys.platform != "win32" and os.getuid() == 0:  # it refuses to run as root
        import pwd

        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        options = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    data, log = folder / "data", folder / "log"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(folder)}
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        subprocess.run(
            [program("initdb"), "-D", str(data), "-U", "course", "-A", "trust", "-E", "UTF8", "-N"],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
            timeout=120,
            **options,
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [program("postgres"), "-D", str(data), "-p", str(port), "-k", str(folder)]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        with open(log, "wb") as said:
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=said, stderr=said, **options
            )
        stack.callback(_end, process)
        _wait_for(process, f"host=127.0.0.1 port={port} user=course dbname=postgres", log)
        yield f"postgresql+psycopg://course@127.0.0.1:{port}/postgres"


def _wait_for(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(address, connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # a fast shutdown: sessions are cut off
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

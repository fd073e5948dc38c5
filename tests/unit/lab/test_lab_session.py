"""`course lab` as a person starts it: what it says, and that its end is the end of everything."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from urllib.request import ProxyHandler, Request, build_opener

import psutil
import pytest

from course.checks.seen import alive
from course_cli.lab_server import LabError, LabServer, require_port
from course_cli.lab_session import prepare

LESSON = "00_toolkit/00_toolkit.ipynb"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny course with one released lesson; the current folder."""
    root = tmp_path / "course"
    (root / "source").mkdir(parents=True)
    (root / "pyproject.toml").touch()
    notebook = root / "release" / LESSON
    notebook.parent.mkdir(parents=True)
    cells = [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Toolkit"}]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    notebook.write_text(json.dumps(content), "utf-8")
    monkeypatch.chdir(root)
    return root


def ready(folder: Path | None = None, **options: object) -> LabServer:
    server, _ = prepare(folder, **({"instructor": False, "port": None} | options))  # type: ignore[arg-type]
    return server


def test_a_student_works_on_a_copy(course: Path) -> None:
    server, news = prepare(None, instructor=False, port=None)

    assert server.folder == course / "work"
    assert (course / "work" / LESSON).is_file()
    assert server.page == "START_HERE.md"
    assert any(LESSON in line for line in news)


@pytest.mark.parametrize("place", [".", "source", "release/00_toolkit", "submitted"])
def test_a_student_cannot_work_in_the_course_itself(course: Path, place: str) -> None:
    with pytest.raises(LabError, match="Leave --folder away"):
        ready(Path(place))


def test_without_releases_it_says_who_makes_them(course: Path) -> None:
    (course / "release" / LESSON).unlink()
    with pytest.raises(LabError, match="course release"):
        ready()
    assert not (course / "work").exists()


def test_a_folder_that_cannot_be_used_is_named(course: Path) -> None:
    (course / "file").touch()
    with pytest.raises(LabError, match=r"file cannot be used.*\n.*--folder PATH"):
        ready(Path("file"))


def test_a_taken_port_is_named(course: Path) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(LabError, match=rf"Port {port} .*\nLeave --port away"):
            ready(port=port).start()


def test_an_instructor_needs_a_course(course: Path) -> None:
    with pytest.raises(LabError, match=r"nbgrader_config\.py"):
        ready(instructor=True)
    (course / "nbgrader_config.py").touch()
    assert ready(instructor=True).folder == course


def test_an_exchange_must_exist(course: Path) -> None:
    with pytest.raises(LabError, match="not a folder that you may write to"):
        ready(exchange=course / "nowhere")


def test_the_users_own_settings_do_not_reach_the_server(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTER_CONFIG_PATH"):
        monkeypatch.setenv(name, "/the/users/own")
    environment = ready().environment(Path("/tmp"))

    assert not [value for value in environment.values() if "/the/users/own" in value]


@pytest.fixture
def started(course: Path) -> Iterator[tuple[subprocess.Popen[str], str, psutil.Process]]:
    """A running `course lab`, its link, and a kernel started in it."""
    command = subprocess.Popen(
        [sys.executable, "-c", "from course_cli.main import main; main()", "lab", "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert command.stdout is not None
    try:
        link = next(found[0] for line in command.stdout if (found := re.findall(r"http\S+", line)))
        start_kernel(link)
        (server,) = psutil.Process(command.pid).children()
        yield command, link, until(lambda: next(iter(server.children()), None))
    finally:
        command.kill()
        command.wait()
        command.stdout.close()


def start_kernel(link: str) -> None:
    """Start a kernel through the server's interface."""
    parts = re.fullmatch(r"(http://[^/]+)/.*token=(.+)", link)
    assert parts is not None
    request = Request(
        f"{parts[1]}/api/kernels", b"{}", headers={"Authorization": f"token {parts[2]}"}
    )
    build_opener(ProxyHandler({})).open(request, timeout=30).close()


def can_listen(port: int) -> bool:
    """Say whether a port is free."""
    try:
        require_port(port)
    except LabError:
        return False
    return True


T = TypeVar("T")


def until(condition: Callable[[], T | None], timeout: float = 20.0) -> T:
    """Wait for a condition and return what it gave."""
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.05)
    return value


@pytest.mark.skipif(os.name == "nt", reason="signals to one process are POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_its_end_leaves_no_process(
    started: tuple[subprocess.Popen[str], str, psutil.Process], name: str
) -> None:
    command, _, kernel = started
    server = kernel.parent()
    command.send_signal(getattr(signal, name))

    assert server is not None
    assert command.wait(90) == 0
    assert not alive(kernel)
    assert not alive(server)


@pytest.mark.skipif(os.name == "nt", reason="signals to one process are POSIX")
def test_even_a_killed_command_leaves_no_process(
    started: tuple[subprocess.Popen[str], str, psutil.Process],
) -> None:
    command, link, kernel = started
    command.kill()

    until(lambda: not alive(kernel))
    until(lambda: can_listen(int(re.findall(r":(\d+)/", link)[0])))

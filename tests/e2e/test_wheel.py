"""The built wheel in an environment with nothing else: what a student without the checkout has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed"),
]

# Runs in the student's own environment: `course lab` and, on its server, a kernel by REST and
# websocket. Prints one word for each step.
STUDENT = r"""
import json, re, signal, subprocess, sys, time, urllib.request, uuid
from pathlib import Path
import websocket

course, notebook = sys.argv[1:]
lab = subprocess.Popen([course, "lab", "--no-browser"], stdout=subprocess.PIPE, text=True)
try:
    for line in lab.stdout:
        if found := re.search(r"http://(127\.0\.0\.1:\d+)/lab\S*\?token=(\S+)", line):
            break
    else:
        sys.exit("course lab gave no address")
    host, token = found.groups()
    request = urllib.request.Request(
        f"http://{host}/api/sessions", method="POST",
        headers={"Authorization": f"token {token}"},
        data=json.dumps({"path": notebook, "name": "", "type": "notebook",
                         "kernel": {"name": "python3"}}).encode())
    kernel = json.load(urllib.request.urlopen(request, timeout=30))["kernel"]["id"]
    wire = websocket.create_connection(
        f"ws://{host}/api/kernels/{kernel}/channels?token={token}", timeout=60)

    def run(source, name=""):
        mark = uuid.uuid4().hex
        wire.send(json.dumps({
            "header": {"msg_id": mark, "msg_type": "execute_request", "session": mark,
                       "username": "", "version": "5.3", "date": ""},
            "parent_header": {}, "metadata": {"cellId": name}, "channel": "shell", "buffers": [],
            "content": {"code": source, "silent": False, "store_history": True,
                        "user_expressions": {}, "allow_stdin": True, "stop_on_error": True}}))
        card = None
        while True:
            told = json.loads(wire.recv())
            if told["parent_header"].get("msg_id") != mark:
                continue
            data = told["content"].get("data", {})
            card = data.get("application/vnd.course.check+json", card)
            if told["msg_type"] == "execute_reply":
                return told["content"]["status"], card

    cells = json.loads(Path(notebook).read_text("utf-8"))["cells"]
    code = ["".join(one["source"]) for one in cells if one["cell_type"] == "code"]
    def cell(name):
        return "".join(next(one["source"] for one in cells if one.get("id") == name))

    assert run(code[0])[0] == "ok"
    assert run(cell("whoami"))[0] == "ok"
    TEST = "test-whoami-returns-two-whole-numbers"
    status, card = run(cell(TEST), TEST)
    assert status == "error" and card["passed"] is False, (status, card)
    print("failing card")
    answer = (Path(sys.argv[0]).parent / "answer.py").read_text("utf-8")
    assert run("%%module whoami\n" + answer)[0] == "ok"
    status, card = run(cell(TEST), TEST)
    assert status == "ok" and card["passed"] is True, (status, card)
    print("passing card")
    wire.close()
finally:
    lab.send_signal(signal.SIGINT)
    lab.wait(30)
"""


def uv(*arguments: str | Path) -> None:
    subprocess.run(["uv", *map(str, arguments)], check=True, capture_output=True, cwd=ROOT)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("dist")
    uv("build", "--wheel", "-o", place)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def course(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `course` command of an environment that holds the wheel and what it asks for."""
    place = tmp_path_factory.mktemp("student") / "env"
    uv("venv", "--python", sys.executable, place)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path("python").with_suffix(".exe" if os.name == "nt" else "")
    uv("pip", "install", "--python", python, wheel)
    return scripts / "course"


def alone() -> dict[str, str]:
    """Return this environment without what would lead to the checkout."""
    away = ("PYTHONPATH", "VIRTUAL_ENV", "PYTEST_CURRENT_TEST")
    return {name: value for name, value in os.environ.items() if name not in away}


def ask(course: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [course, *arguments],
        cwd=folder,
        env=alone(),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_the_wheel_holds_every_file_of_the_packages_and_no_test(wheel: Path) -> None:
    packages = ["course", "course_cli", "grading", "authoring"]
    listed = subprocess.check_output(["git", "ls-files", "-z", *packages], cwd=ROOT, text=True)
    tracked = {name for name in listed.split("\0") if name}
    held = set(zipfile.ZipFile(wheel).namelist())
    assert tracked <= held
    assert {name.partition("/")[0].partition("-")[0] for name in held} == set(packages)


@pytest.mark.skipif(os.name == "nt", reason="ends the lab with SIGINT")
def test_a_student_with_the_wheel_and_a_lesson_fails_a_check_then_passes_it(
    course: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "Übung eins"
    shutil.copytree(ROOT / "release" / "00_toolkit", folder / "release" / "00_toolkit")
    (tmp_path / "student.py").write_text(STUDENT, encoding="utf-8")
    answers = sorted((ROOT / "tests" / "alternatives" / "whoami").glob("*.py"))
    shutil.copy(answers[0], tmp_path / "answer.py")

    done = subprocess.run(
        [
            course.with_name("python"),
            tmp_path / "student.py",
            course,
            "00_toolkit/00_toolkit.ipynb",
        ],
        cwd=folder / "release",
        env=alone(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split("\n")[:2] == ["failing card", "passing card"]
    # The environment's own folder is in the command line of all that it started.
    own = str(course.parent)
    left = [
        one
        for one in psutil.process_iter(["cmdline"])
        if own in " ".join(one.info["cmdline"] or [])
    ]
    assert left == []
    assert re.search(r"^[1-9] of 18 points", ask(course, folder, "progress").stdout, re.M)


def test_a_command_that_lacks_an_extra_says_in_one_line_what_to_install(
    course: Path, tmp_path: Path
) -> None:
    for arguments, needed in {
        ("normalize",): "pip install",
        ("new-lesson", "x"): "pip install",
    }.items():
        told = ask(course, tmp_path, *arguments)
        assert told.returncode != 0
        assert needed in told.stderr
        assert len(told.stderr.strip().splitlines()) == 1

"""Code that looks around: the box shows Python, the system's libraries, and no more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grading.box import Box, Limits, Protection
from tests.hostile.arena import besiege, run

ROOT = Path(__file__).resolve().parents[2]
READ = """
from pathlib import Path
for path in {paths!r}:
    try:
        path = Path(path)
        content = list(path.iterdir()) if path.is_dir() else path.read_bytes()
        if content: print("read", path, content)
    except OSError:
        pass
print("done")
"""


def test_the_machines_secrets_are_not_there(each: Protection) -> None:
    paths = ["/etc/shadow", "/etc/ssh", "/home", "/var", "/srv", "/opt", "/sys", "/boot", "/mnt"]
    paths += [str(Path.home() / ".ssh"), str(Path.home() / ".bashrc"), "/run/course-box"]
    assert besiege(READ.format(paths=paths), each).output == "done\n"


def test_the_courses_secrets_are_not_there(each: Protection, tmp_path: Path) -> None:
    gradebook = tmp_path / "gradebook.db"
    gradebook.write_text("scores")
    rooms = ["grading", "authoring", "source", "tests", "submitted", "autograded", "gradebook.db"]
    paths = [str(ROOT / room) for room in rooms] + [str(tmp_path), str(gradebook)]
    assert besiege(READ.format(paths=paths), each).output == "done\n"


def test_the_courses_helpers_can_be_imported_and_its_judge_cannot(each: Protection) -> None:
    code = """
import importlib
import course, psutil
for room in ("grading", "authoring", "course_cli", "tests"):
    try:
        importlib.import_module(room + ".box" if room == "grading" else room + ".main")
        print("imported", room)
    except ImportError:
        pass
print("done")
"""
    assert besiege(code, each).output == "done\n"


def test_what_must_be_hidden_is_hidden_within_what_is_shown(
    each: Protection, tmp_path: Path
) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "data.txt").write_text("data")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("key")
    (tmp_path / "token").write_text("token")
    code = f"""
import os
from pathlib import Path
top = Path({str(tmp_path)!r})
print((top / "open/data.txt").read_text())
for secret in ("secret/key", "token"):
    try:
        print(repr((top / secret).read_text()))
    except OSError as error:
        print(type(error).__name__)
"""
    os.chmod(tmp_path, 0o755)
    hide = (tmp_path / "secret", tmp_path / "token")
    with Box(Limits(), protection=each, show=[tmp_path], hide=hide) as box:
        output, _ = run(box, code)
    first, *others = output.splitlines()
    assert first == "data"
    assert not any("key" in line or "token" in line for line in others)


def test_what_must_be_hidden_cannot_hold_what_must_be_shown(best: Protection) -> None:
    with (
        Box(Limits(), protection=best, hide=[ROOT]) as box,
        pytest.raises(ValueError, match="must be hidden"),
    ):
        box.launch(["true"])


def test_the_environment_holds_nothing_of_ours(
    each: Protection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADEBOOK_PASSWORD", "swordfish")
    code = """
import os
from pathlib import Path
seen = repr(dict(os.environ))
for entry in Path("/proc").iterdir():
    for name in ("environ", "cmdline"):
        try:
            seen += (entry / name).read_bytes().decode(errors="replace")
        except OSError:
            pass
print("sword" + "fish" in seen, "GRADE" + "BOOK" in seen)
"""
    assert besiege(code, each).output == "False False\n"


def test_the_first_process_does_not_tell_the_machines_paths(each: Protection) -> None:
    code = "print(open('/proc/1/cmdline').read().replace('\\0', ' '))"
    output = besiege(code, each).output
    assert "--ro-bind" not in output


def test_only_the_boxs_own_processes_are_seen(each: Protection) -> None:
    code = """
import os, psutil
print(sorted(psutil.pids()) == [1, os.getpid()], os.getpid() < 10)
"""
    assert besiege(code, each).output == "True True\n"


def test_descriptors_of_the_supervisor_do_not_leak(each: Protection) -> None:
    with open(__file__) as ours:
        os.set_inheritable(ours.fileno(), True)
        output = besiege("import os; print(os.listdir('/proc/self/fd'))", each).output
    assert output == "['0', '1', '2', '3']\n"  # 3 is the listing itself

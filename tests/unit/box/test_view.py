from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from course.checks.house import OWN_FOLDERS
from grading.box import view

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is Linux's")


def shown(options: list[str]) -> list[str]:
    places = [i for i, word in enumerate(options) if word in ("--ro-bind", "--bind", "--dev-bind")]
    return [options[i + 1] for i in places]


def test_nothing_of_the_machine_is_shown_writable() -> None:
    options = view.mounts([], [], 1 << 20)
    assert "--bind" not in options
    assert [p for p in shown(options) if p.startswith("/dev/")] == [
        "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
    ]  # fmt: skip


def test_python_and_the_courses_helpers_are_shown() -> None:
    import course

    paths = shown(view.mounts([], [], 1 << 20))
    for needed in (Path(os.__file__), Path(sys.executable).resolve(), Path(course.__file__)):
        assert any(needed.is_relative_to(path) for path in paths), needed


def test_of_the_courses_rooms_only_the_students_is_shown() -> None:
    import grading

    home = Path(grading.__file__).parents[1]
    paths = [Path(path) for path in shown(view.mounts([], [], 1 << 20))]
    inside = [path for path in paths if path.is_relative_to(home)]
    assert home / "grading" not in paths
    assert home / "grading" / "box" / "entry.py" in inside
    assert home not in paths
    assert not any(home.is_relative_to(path) for path in paths)


def test_rooms_installed_beside_the_helpers_are_masked(tmp_path: Path) -> None:
    site = tmp_path / "lib" / "python3.12" / "site-packages"
    (site / "course").mkdir(parents=True)
    (site / "grading").mkdir()
    assert view.masked([tmp_path / "lib"], []) == [site / "grading"]


def test_a_hidden_folder_outside_the_view_needs_no_mask(tmp_path: Path) -> None:
    assert view.masked([tmp_path / "shown"], [tmp_path / "hidden"]) == []


def test_parents_of_what_is_shown_are_open_to_the_boxs_user(tmp_path: Path) -> None:
    options = view.mounts([tmp_path], [], 1 << 20)
    at = options.index(str(tmp_path.parent))
    assert options[at - 3 : at] == ["--perms", "0755", "--dir"]


def test_the_environment_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSTARTUP", "/tmp/evil.py")
    monkeypatch.setenv("DATABASE_PASSWORD", "swordfish")
    names = set(view.environment())
    allowed = {"PATH", "HOME", "TMPDIR", "LANG", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
    assert names <= {*allowed, OWN_FOLDERS}

"""Emptying a runner's folders, whatever was left in them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from course.checks.house import OWN_FOLDERS, empty, find_house, remove

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a house is a Linux box")


def test_a_folder_is_emptied_but_for_what_is_spared(tmp_path: Path) -> None:
    for name in ("a/b/c", "keep/me", ".hidden"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file").write_text("x")
    empty(str(tmp_path), spare=[str(tmp_path / "keep")])
    assert [path.name for path in tmp_path.iterdir()] == ["keep"]
    assert (tmp_path / "keep/me/file").read_text() == "x"


def test_a_tree_too_deep_for_paths_and_recursion_is_removed(tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("deep", dir_fd=here)
        below = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    remove(str(top))
    assert not top.exists()


def test_closed_folders_and_links_are_removed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").write_text("x")
    box = tmp_path / "box"
    (box / "closed" / "inside").mkdir(parents=True)
    (box / "link").symlink_to(tmp_path / "outside")
    os.mkfifo(box / "pipe")
    (box / "closed").chmod(0)
    remove(str(box))
    assert not box.exists()
    assert (tmp_path / "outside" / "kept").exists()


def test_a_machine_that_is_shared_is_no_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OWN_FOLDERS, "/nowhere")
    assert find_house("/nowhere/spare") is None

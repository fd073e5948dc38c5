"""The working copy: what is new arrives, what the student changed stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from course_cli.lab_folder import Change, Update, bring_up_to_date, released

LESSON = "00_toolkit/00_toolkit.ipynb"


def test_a_first_start_gives_every_file(tmp_path: Path) -> None:
    updates = bring_up_to_date(tmp_path, {LESSON: b"one", "00_toolkit/data.txt": b"d"})

    assert updates == [Update(LESSON, Change.ADDED), Update("00_toolkit/data.txt", Change.ADDED)]
    assert (tmp_path / LESSON).read_bytes() == b"one"


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, {LESSON: b"one"})
    assert bring_up_to_date(tmp_path, {LESSON: b"one"}) == []


def test_work_is_never_overwritten(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, {LESSON: b"one"})
    (tmp_path / LESSON).write_bytes(b"one and my answer")

    assert bring_up_to_date(tmp_path, {LESSON: b"one"}) == []
    assert bring_up_to_date(tmp_path, {LESSON: b"two"}) == [Update(LESSON, Change.KEPT)]
    # ... nor at the start after that, which must not take the newer version for the given one.
    assert bring_up_to_date(tmp_path, {LESSON: b"two"}) == [Update(LESSON, Change.KEPT)]
    assert (tmp_path / LESSON).read_bytes() == b"one and my answer"


def test_an_untouched_file_is_renewed(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, {LESSON: b"one"})

    assert bring_up_to_date(tmp_path, {LESSON: b"two"}) == [Update(LESSON, Change.RENEWED)]
    assert (tmp_path / LESSON).read_bytes() == b"two"


def test_a_file_that_was_there_before_the_course_is_kept(tmp_path: Path) -> None:
    (tmp_path / "00_toolkit").mkdir()
    (tmp_path / LESSON).write_bytes(b"fetched from the exchange, with work in it")

    assert bring_up_to_date(tmp_path, {LESSON: b"one"}) == [Update(LESSON, Change.KEPT)]
    assert (tmp_path / LESSON).read_bytes() == b"fetched from the exchange, with work in it"


def test_a_renamed_notebook_gives_a_fresh_copy(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, {LESSON: b"one"})
    (tmp_path / LESSON).rename(tmp_path / "00_toolkit" / "mine.ipynb")

    assert bring_up_to_date(tmp_path, {LESSON: b"one"}) == [Update(LESSON, Change.ADDED)]
    assert (tmp_path / "00_toolkit" / "mine.ipynb").read_bytes() == b"one"


def test_a_copy_can_be_written_though_the_release_is_read_only(tmp_path: Path) -> None:
    release, work = tmp_path / "release", tmp_path / "work"
    notebook = release / LESSON
    notebook.parent.mkdir(parents=True)
    notebook.write_bytes(b"{}")
    notebook.chmod(0o444)
    bring_up_to_date(work, released(release))

    assert (work / LESSON).stat().st_mode & 0o200


def test_only_lessons_are_given(tmp_path: Path) -> None:
    for path in (LESSON, "00_toolkit/.ipynb_checkpoints/x.ipynb", "drafts/x.ipynb", "README.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"{}")

    assert list(released(tmp_path)) == [LESSON]


def test_an_interrupted_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up_to_date(tmp_path, {LESSON: b"one"})

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(tmp_path, {LESSON: b"two"})
    assert (tmp_path / LESSON).read_bytes() == b"one"

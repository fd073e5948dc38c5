"""`course grade` and `nbgrader autograde` agree on what students of real lessons hand in."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from authoring.lessons import Course
from tests.e2e import agreement
from tests.e2e.conftest import ROOT

pytestmark = pytest.mark.slow
LESSONS = ("00_toolkit", "03_round_robin")


def test_both_leave_the_same_scores_comments_penalties_and_notebooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lessons = [lesson for lesson in Course(ROOT).lessons if lesson.name in LESSONS]
    found = agreement.compare(lessons, tmp_path, quick=True)
    assert found.differences == found.words == []
    assert found.submissions >= 8
    assert found.fields > 2000
    # The comparison has teeth: a point here, a word there would be seen.
    _change(tmp_path / "stock")
    monkeypatch.setattr(agreement, "_hand_in", lambda *_: 0)
    monkeypatch.setattr(agreement, "_grade", lambda *_: None)
    monkeypatch.setattr(agreement.shutil, "copytree", lambda *_: None)
    again = agreement.compare(lessons, tmp_path, quick=True)
    assert again.fields == found.fields + 1
    changed = sorted(
        line.partition(": ")[0].rpartition("/")[0] for line in again.differences + again.words
    )
    assert len(changed) == 2
    assert changed[0].startswith("autograded/")
    assert changed[1].startswith("gradebook/grades/")


def _change(folder: Path) -> None:
    with sqlite3.connect(folder / "gradebook.db") as database:
        database.execute(
            "update grade set auto_score = auto_score + 0.5 where id = "
            "(select min(id) from grade where auto_score > 0)"
        )
    path = next(iter(sorted((folder / "autograded").glob("*/*/*.ipynb"))))
    notebook = json.loads(path.read_text(encoding="utf-8"))
    checked = next(cell for cell in notebook["cells"] if cell.get("outputs"))
    text = checked["outputs"][0]["data"]["text/plain"]
    checked["outputs"][0]["data"]["text/plain"] = [*text, "!"] if isinstance(text, list) else "!"
    path.chmod(0o644)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    path.chmod(0o444)

"""The map of the lessons: what is sent to the page, and what is shown without one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.progress import record
from course.widgets import Progress
from tests.unit.progress.notebooks import write_course


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_course(tmp_path)
    monkeypatch.chdir(tmp_path / "00_a")
    return tmp_path


def test_the_frame_is_plain_data_that_says_where_you_are(folder: Path) -> None:
    record(folder, "00_a", "picks one", passed=True)
    record(folder, "00_a", "picks “all”", passed=False)
    frame = Progress().frame
    assert json.loads(json.dumps(frame)) == frame
    apples, bread = frame["lessons"]
    assert frame["here"] == "00_a"
    assert frame["far"] == "1 of 9 points passed, 0 of 2 lessons done."
    assert (apples["state"], apples["next"], apples["says"]) == ("begun", True, "1 of 7 points")
    assert apples["share"] == pytest.approx(1 / 7)
    assert apples["exercises"][0]["failed"] == ["Not yet: picks “all”"]
    assert (bread["state"], bread["next"], bread["path"]) == ("open", False, "01_b/01_b.ipynb")


def test_a_check_that_passes_is_seen_and_told(folder: Path) -> None:
    widget = Progress()
    assert widget.frame["news"]["lines"] == []
    record(folder, "01_b", "bakes", passed=True)
    widget.refresh()
    assert widget.frame["news"]["lines"] == ["Lesson 1: 2 of 2 points."]
    assert widget.frame["lessons"][1]["state"] == "done"


def test_nothing_is_read_again_where_nothing_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = Progress()

    def read_again(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("course.widgets.progress.standings", read_again)
    widget.refresh()
    record(folder, "01_b", "bakes", passed=True)
    with pytest.raises(AssertionError, match="read again"):
        widget.refresh()


def test_a_folder_can_be_named_and_may_hold_nothing(folder: Path) -> None:
    (folder / "empty").mkdir()
    frame = Progress(folder / "empty").frame
    assert (frame["lessons"], frame["here"]) == ([], None)
    assert frame["summary"] == "There are no exercises here."
    assert Progress(str(folder)).frame["here"] == "00_a"


def test_without_a_script_there_are_a_picture_and_a_table(folder: Path) -> None:
    record(folder, "01_b", "bakes", passed=True)
    widget = Progress()
    bundle = widget._repr_mimebundle_()
    widget.close()
    assert bundle is not None
    html = bundle[0]["text/html"]
    assert "2 of 2 points" in html
    assert "bake" in html
    assert "← next" in html
    assert "<script" not in html
    assert bundle[0]["text/plain"] == "Progress()"


def test_the_example_is_the_same_wherever_it_is_made(folder: Path) -> None:
    widget = Progress(fallback="example")
    one = widget.draw(widget.example())
    record(folder, "01_b", "bakes", passed=True)
    assert one == Progress(fallback="example").draw(widget.example())
    assert "12 of 25 points passed" in one

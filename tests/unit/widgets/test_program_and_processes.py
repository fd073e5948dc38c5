"""One program, many processes: really started, read and stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from course.widgets import ProgramAndProcesses, program_and_processes
from course.widgets.program_and_processes import MOST, draw, frame_of

from .conftest import until


@pytest.fixture
def widget() -> Iterator[ProgramAndProcesses]:
    made = ProgramAndProcesses()
    yield made
    made.close()


def rows(widget: ProgramAndProcesses) -> list[dict[str, Any]]:
    widget.refresh()
    found: list[dict[str, Any]] = widget.frame["rows"]
    return found


def test_at_first_there_is_a_program_and_no_process(widget: ProgramAndProcesses) -> None:
    json.dumps(widget.frame)
    assert rows(widget) == []
    assert "add_up" in widget.frame["program"]["text"]
    assert widget.frame["summary"] == (
        "One program, 0 processes: 0 alive, 0 ended. The program has not changed."
    )


def test_each_process_has_a_pid_and_data_of_its_own(widget: ProgramAndProcesses) -> None:
    for _ in range(3):
        widget.act({"do": "start"})
    found = rows(widget)
    assert len({row["pid"] for row in found}) == len({row["data"] for row in found}) == 3
    for row in found:
        process = psutil.Process(row["pid"])
        assert process.ppid() == os.getpid()
        until(process.cmdline)  # empty for an instant while the new program is put in place
        assert process.cmdline()[-1] == row["data"].split()[-1]


def test_a_process_ends_with_the_result_of_its_data(
    widget: ProgramAndProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_and_processes, "DATA", ((3, 4), (5,)))
    widget.start_one()
    widget.start_one()
    until(lambda: all(row["state"] == "ended" for row in rows(widget)))
    assert [row["says"] for row in rows(widget)] == ["ended with result 7", "ended with result 5"]
    assert "Process 1 ended with result 7." in widget.frame["news"]["lines"]
    assert widget.frame["running"] == 0


def test_partial_sums_are_shown_while_it_runs(
    widget: ProgramAndProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_and_processes, "DATA", ((3,) * 100,))
    widget.start_one()
    until(lambda: rows(widget)[0]["says"] == "so far 3")


def test_no_more_than_six_run_at_once(
    widget: ProgramAndProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_and_processes, "DATA", ((1,) * 100,))
    assert [widget.start_one() for _ in range(MOST + 1)] == [True] * MOST + [False]
    assert len(rows(widget)) == MOST
    assert "enough" in widget.frame["news"]["lines"][-1]


def test_the_oldest_ended_process_makes_room(
    widget: ProgramAndProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_and_processes, "DATA", ((1,) * 100,))
    for _ in range(MOST):
        widget.start_one()
    widget.stop_all()
    until(lambda: not any(row["running"] for row in rows(widget)))
    widget.start_one()
    assert [row["number"] for row in rows(widget)] == [2, 3, 4, 5, 6, 7]


def test_stop_them_all_stops_those_that_run(widget: ProgramAndProcesses) -> None:
    widget.start_one()
    pid = rows(widget)[0]["pid"]
    widget.act({"do": "stop all"})
    until(lambda: rows(widget)[0]["says"] == "was stopped")
    assert not psutil.pid_exists(pid)
    widget.act({"do": "stop all"})
    widget.refresh()
    assert widget.frame["news"]["lines"][-1] == "There was nothing to stop."


def test_closing_the_widget_stops_its_processes() -> None:
    widget = ProgramAndProcesses()
    widget.start_one()
    pid = rows(widget)[0]["pid"]
    widget.close()
    assert not psutil.pid_exists(pid)


def test_a_change_of_the_program_on_disk_is_seen(
    widget: ProgramAndProcesses, tmp_path: Path
) -> None:
    copy = tmp_path / "add_up.py"
    copy.write_text(widget._program.read_text(encoding="utf-8"), encoding="utf-8")
    widget._program = copy
    widget.refresh()
    assert widget.frame["program"]["unchanged"] is True
    copy.write_text("print('other')\n", encoding="utf-8")
    widget.refresh()
    assert widget.frame["program"]["unchanged"] is False
    assert "was changed" in widget.frame["summary"]


def test_the_fallback_shows_program_and_processes(widget: ProgramAndProcesses) -> None:
    bundle = widget._repr_mimebundle_()
    assert bundle is not None
    page = bundle[0]["text/html"]
    assert page == widget.draw(widget.example())
    for words in ("<svg", "<table", "add_up.py", "ended with result 14", "so far 10"):
        assert words in page


def test_a_frame_without_processes_can_be_drawn(widget: ProgramAndProcesses) -> None:
    assert "add_up.py" in draw(frame_of(widget.frame["program"], [], True))

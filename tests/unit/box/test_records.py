from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.box import records
from grading.box.records import Slot, Trace, identify, remains, sweep, sweep_trace


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(records, "state_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "COURSE_BOX": "the-marker"},
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def known(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    found = identify(process.pid)
    assert found is not None
    return found


def test_open_boxes_have_different_slots() -> None:
    first, second = Slot.take(), Slot.take()
    assert first.number != second.number
    first.give_back()
    third = Slot.take()
    assert third.number == first.number
    second.give_back()
    third.give_back()


def test_a_slot_given_back_leaves_nothing_to_sweep(state: Path) -> None:
    slot = Slot.take()
    assert (state / f"{slot.number}.json").read_text() != ""
    slot.give_back()
    assert (state / f"{slot.number}.json").read_text() == ""


def test_the_sweep_ends_a_lost_boxs_processes(
    state: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    trace = {"groups": [], "processes": [known(sleeper)], "uid": None, "marker": ""}
    (state / "0.json").write_text(json.dumps(trace))
    assert sweep() == 1
    assert sleeper.wait(5) != 0
    assert (state / "0.json").read_text() == ""


def test_taking_a_lost_boxs_slot_sweeps_it(state: Path, sleeper: subprocess.Popen[bytes]) -> None:
    (state / "0.json").write_text(json.dumps({"processes": [known(sleeper)]}))
    slot = Slot.take()
    assert slot.number == 0
    assert sleeper.wait(5) != 0
    slot.give_back()


def test_the_sweep_spares_an_open_box(sleeper: subprocess.Popen[bytes]) -> None:
    slot = Slot.take()
    slot.trace.processes.append(known(sleeper))
    slot.write()
    assert sweep() == 0
    assert sleeper.poll() is None
    slot.give_back()


def test_a_pid_used_again_by_another_is_spared(sleeper: subprocess.Popen[bytes]) -> None:
    pid, started = known(sleeper)
    assert remains(Trace(processes=[(pid, started - 100)])) == []


def test_a_process_is_found_by_its_marker(sleeper: subprocess.Popen[bytes]) -> None:
    assert [p.pid for p in remains(Trace(marker="the-marker"))] == [sleeper.pid]
    assert sweep_trace(Trace(marker="the-marker")) == 1
    assert sleeper.wait(5) != 0


def test_a_broken_record_is_no_obstacle(state: Path) -> None:
    (state / "0.json").write_text("{not json")
    assert sweep() == 0


@pytest.mark.skipif(os.name != "posix", reason="folders have modes on POSIX only")
def test_a_folder_that_others_can_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(PermissionError, match="not ours alone"):
        records.state_folder()

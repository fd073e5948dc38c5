"""Lesson 7's own helpers: what its drivers show, what they record, and how they judge."""

from __future__ import annotations

import ast
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import psutil
import pytest

from authoring.anatomy import Exercise, exercises, module_file
from authoring.notebooks import load
from course.checks import session
from course.checks.failure import CheckFailure
from course.drivers import beginnings_and_endings as drivers
from course.drivers import fork_programs
from course.forking import fork_for_real, imagine, real
from course.processes import EndingKind, State, tree, wait_for_end
from course.programs import BECOME, INTRODUCE, LEAVE, SERVER, fingerprint

ROOT = Path(__file__).resolve().parents[2]
LESSON = ROOT / "source" / "07_beginnings_and_endings" / "07_beginnings_and_endings.ipynb"
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX's")


pytestmark = pytest.mark.usefixtures("leaves_nobody")


# -- what the lesson shows -----------------------------------------------------------------------


def programs_of_the_lesson() -> list[str]:
    """Return every text that the lesson hands to `fork_for_real`."""
    found = []
    for cell in load(LESSON).cells:
        if cell.cell_type != "code" or cell.source.startswith("%"):
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "fork_for_real":
                found.append(ast.literal_eval(node.args[0]))
    return found


def test_the_lesson_forks_for_real() -> None:
    assert len(programs_of_the_lesson()) >= 3


@posix
@pytest.mark.parametrize("number", range(len(programs_of_the_lesson())))
def test_each_fork_of_the_lesson_is_recorded_for_systems_without(number: int) -> None:
    program = programs_of_the_lesson()[number]
    family = fork_for_real(program)
    entry = {"system": "Linux", "processes": [asdict(one) for one in family.processes]}
    stored = json.loads(real.RECORDINGS.read_text(encoding="utf-8"))
    key = real.fingerprint(program)
    assert key in stored, f"put into {real.RECORDINGS.name}: {json.dumps({key: entry})}"
    assert real.recorded(program) == family
    assert str(real.recorded(program)).startswith("recorded on Linux")


def test_nothing_is_recorded_that_the_lesson_does_not_show() -> None:
    stored = json.loads(real.RECORDINGS.read_text(encoding="utf-8"))
    assert set(stored) == {real.fingerprint(text) for text in programs_of_the_lesson()}


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_the_recorded_views_are_those_of_real_children(method: str) -> None:
    assert drivers.view_of_a_child(method) == drivers.VIEWS[method]


def test_a_method_that_is_missing_is_marked_as_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drivers.NOTE not in drivers.table_of_views() or sys.platform == "win32"
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    table = drivers.table_of_views()
    assert f"fork, forkserver: {drivers.NOTE}" in table
    assert table.splitlines()[3].split() == ["a", "changed", "global", "no", "no", "yes"]


def test_exec_keeps_the_pid_and_changes_the_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [fingerprint(BECOME), fingerprint(INTRODUCE)]
    if os.name == "posix":
        before, after = drivers.before_and_after_exec()
        assert before["pid"] == after["pid"]
        assert [before["code"], after["code"]] == codes
    monkeypatch.setattr(drivers, "HAS_FORK", False)
    assert [report["code"] for report in drivers.before_and_after_exec()] == codes
    assert drivers.NOTE in capsys.readouterr().out


@posix
@pytest.mark.parametrize("way", list(drivers.STATUSES))
def test_recorded_statuses_are_those_of_this_system(
    way: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drivers.raw_status(*way) & 0xFF7F == drivers.STATUSES[way]
    monkeypatch.delattr(os, "posix_spawn")
    assert drivers.raw_status(*way) == drivers.STATUSES[way]
    assert drivers.NOTE in capsys.readouterr().out


def test_a_server_and_its_workers_are_there_and_then_gone() -> None:
    with drivers.running(SERVER, "2") as server:
        below = [record for depth, record in tree(server).walk() if depth]
        assert [record.title for record in below] == ["worker.py", "worker.py"]
    assert server.returncode is not None
    assert {wait_for_end(record.pid) for record in below} <= {State.ENDED, State.ZOMBIE}


def test_an_interrupt_stops_a_running_program() -> None:
    with pytest.raises(KeyboardInterrupt), drivers.running(LEAVE, "stay") as child:
        raise KeyboardInterrupt
    assert child.returncode is not None


def test_a_killed_parent_leaves_an_orphan_that_is_stopped_in_the_end() -> None:
    with drivers.family() as (parent, child):
        parent.kill()
        parent.wait()
        orphan = psutil.Process(child)
        found = {"parent": parent.pid, "adopted by": orphan.ppid()}
        assert orphan.status() != psutil.STATUS_ZOMBIE
        assert drivers.adopted(found)
        assert not drivers.adopted({**found, "adopted by": str(found["adopted by"])})
        assert drivers.adopted({**found, "adopted by": parent.pid}) is (os.name == "nt")
    assert wait_for_end(orphan) in (State.ENDED, State.ZOMBIE)


def test_leave_ends_in_the_way_it_is_told() -> None:
    def code(*way: str) -> int:
        return subprocess.run(drivers.command(LEAVE, *way), capture_output=True).returncode

    assert [code("normal"), code("error"), code("error", "5"), code("uncaught")] == [0, 3, 5, 1]
    assert drivers.fits(code("memory"), EndingKind.FATAL)


# -- how answers are judged ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind", "platform", "fits"),
    [
        (-6, EndingKind.FATAL, "linux", True),
        (-9, EndingKind.FATAL, "linux", False),
        (1, EndingKind.FATAL, "linux", False),
        (-9, EndingKind.KILLED, "linux", True),
        (-11, EndingKind.KILLED, "linux", False),
        (True, EndingKind.ERROR, "linux", False),
        (None, EndingKind.KILLED, "linux", False),
        (1, EndingKind.KILLED, "win32", True),
        (-15, EndingKind.KILLED, "win32", True),
        (0, EndingKind.KILLED, "win32", False),
        (0xC0000409, EndingKind.FATAL, "win32", True),
        (0, EndingKind.FATAL, "win32", False),
    ],
)
def test_an_exit_code_fits_its_ending(
    code: object, kind: EndingKind, platform: str, fits: bool
) -> None:
    assert drivers.fits(code, kind, platform) is fits


def answer(produce: Any) -> ModuleType:
    module = ModuleType("fourways")
    module.__dict__["produce"] = produce
    return module


@posix
def test_a_killed_child_is_told_from_a_code_out_of_thin_air() -> None:
    def kill_at_once(ending: str) -> int:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.DEVNULL)
        child.kill()
        return child.wait()

    seen = drivers.produce_and_see(answer(kill_at_once), "killed by another")
    assert seen == {"code": -signal.SIGKILL, "a child was collected": True}
    seen = drivers.produce_and_see(answer(lambda _: -9), "killed by another")
    assert seen == {"code": -9, "a child was collected": False}


def test_a_family_is_known_by_its_parents() -> None:
    def outcome(**value: int) -> Any:
        seen = [SimpleNamespace(pid=20, parent_pid=10), SimpleNamespace(pid=30, parent_pid=20)]
        return SimpleNamespace(pid=10, started=seen, value=value)

    assert drivers.family_seen(outcome(parent=20, child=30))
    assert not drivers.family_seen(outcome(parent=30, child=20))
    assert not drivers.family_seen(outcome(parent=20, child=20))
    assert not drivers.family_seen(outcome(parent=20, child=31))


def exercise(name: str) -> Exercise:
    return next(one for one in exercises(load(LESSON)) if one.name == name)


def points(folder: Path, name: str, text: str) -> int:
    """Run an exercise's test cells on an answer, as a notebook would; return its points."""
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    got = 0
    with session.use(session.Backend(folder)):
        for cell in exercise(name).tests:
            try:
                exec(compile(cell.source, cell.id, "exec"), {})
            except CheckFailure:
                continue
            got += int(cell.metadata["nbgrader"]["points"])
    return got


@posix
def test_without_fork_a_spawned_child_earns_the_same_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Windows, as far as the test cells see: the answer that is wrong here is right there.
    folder = ROOT / "tests" / "mutants" / "twin"
    spawned = module_file(folder / "spawned_instead.py", "twin")
    cheated = module_file(folder / "no_second_process.py", "twin")
    full = int(exercise("twin").points)
    assert points(tmp_path, "twin", spawned) < full
    monkeypatch.setattr(drivers, "HAS_FORK", False)
    assert points(tmp_path, "twin", spawned) == full
    assert points(tmp_path, "twin", cheated) < full


# -- counting forks ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_programs_to_count_are_three_and_small_enough(seed: int) -> None:
    programs = fork_programs.my_programs(seed)
    assert programs == fork_programs.my_programs(seed)
    assert len(programs) == 3
    for program in programs:
        new, stars = fork_programs.new_and_stars(program)
        assert 2 <= new <= 15
        assert 2 <= stars <= 16


@pytest.mark.parametrize("seed", range(40))
def test_a_slip_never_shows_as_the_right_count(seed: int) -> None:
    chance = random.Random(seed)
    steps = chance.choices(list(fork_programs.STEPS), k=chance.randint(1, 5))
    right = fork_programs.counted(steps)
    assert right not in fork_programs.slips(steps).values()
    assert right["all"] == right["new"] + 1


def test_slips_are_what_their_names_say() -> None:
    slips = fork_programs.slips(["fork", "fork", "print"])
    assert fork_programs.counted(["fork", "fork", "print"]) == {"new": 3, "all": 4, "lines": 4}
    assert slips["counted-the-first"]["new"] == 4
    assert slips["one-child-per-fork"] == {"new": 2, "all": 3, "lines": 3}
    assert slips["printed-once"]["lines"] == 1
    assert "ended-ones-fork-on" not in slips  # nobody ends
    assert fork_programs.slips(["fork, child ends"] * 2)["ended-ones-fork-on"]["new"] == 3


def test_steps_are_written_as_fork_programs() -> None:
    assert imagine(fork_programs.STEPS["fork, parent ends"] + "\nprint('x')").processes[1].said
    assert not imagine(fork_programs.STEPS["fork, child ends"] + "\nprint('x')").processes[1].said

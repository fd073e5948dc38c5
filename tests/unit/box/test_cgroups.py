from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grading.box import cgroups
from grading.box.limits import MIB, Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="control groups are Linux's")
LIMITS = Limits(processes=33, memory=64 * MIB, cpus=0.5)


@pytest.fixture
def version_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set up a folder that looks like a delegated group of version 2, with us in it."""
    own = tmp_path / "session.scope"
    own.mkdir()
    (own / "cgroup.controllers").write_text("cpu io memory pids\n")
    (own / "cgroup.procs").write_text(f"{os.getpid()}\n")
    monkeypatch.setattr(cgroups, "_mount_points", lambda: {"": tmp_path})
    monkeypatch.setattr(cgroups, "_own_groups", lambda: {"": "/session.scope"})
    return own


def test_version_2_moves_us_to_a_leaf_and_hands_controllers_down(version_2: Path) -> None:
    group = cgroups.Group.create("course-box-0", LIMITS)
    assert group.folders == (version_2 / "course-box-0",)
    moved = (version_2 / "course-supervisor" / "cgroup.procs").read_text()
    assert moved == f"{os.getpid()}\n"
    handed = (version_2 / "cgroup.subtree_control").read_text()
    assert handed == "+pids +memory +cpu\n"


def test_version_2_writes_each_limit(version_2: Path) -> None:
    folder = cgroups.Group.create("course-box-0", LIMITS).folders[0]
    written = {path.name: path.read_text().strip() for path in folder.iterdir()}
    assert written == {
        "pids.max": "33",
        "memory.max": str(64 * MIB),
        "memory.swap.max": "0",
        "cpu.max": "50000 100000",
    }


def test_version_2_reads_what_was_used(version_2: Path) -> None:
    group = cgroups.Group.create("course-box-0", LIMITS)
    folder = group.folders[0]
    (folder / "memory.peak").write_text("4096\n")
    (folder / "memory.events").write_text("low 0\noom 3\noom_kill 2\n")
    (folder / "pids.peak").write_text("7\n")
    (folder / "pids.events").write_text("max 5\n")
    assert group.usage() == cgroups.Usage(4096, 7, 5, 2)


def test_version_2_without_controllers_says_so(version_2: Path) -> None:
    (version_2 / "cgroup.controllers").write_text("cpu memory\n")
    with pytest.raises(cgroups.NoCgroups, match="no pids controller"):
        cgroups.Group.create("course-box-0", LIMITS)


def test_a_group_shared_with_strangers_is_left_alone(version_2: Path) -> None:
    (version_2 / "cgroup.procs").write_text(f"{os.getpid()}\n999999999\n")
    with pytest.raises(cgroups.NoCgroups, match="not ours"):
        cgroups.Group.create("course-box-0", LIMITS)
    assert not (version_2 / "course-supervisor").exists()


def test_a_machine_without_groups_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroups, "_mount_points", dict)
    with pytest.raises(cgroups.NoCgroups, match="no version 2 control groups are mounted"):
        cgroups.Group.create("course-box-0", LIMITS)


@pytest.fixture
def group() -> cgroups.Group:
    try:
        return cgroups.Group.create(f"course-test-{os.getpid()}", LIMITS)
    except cgroups.NoCgroups as error:
        pytest.skip(str(error))


def test_a_real_group_holds_and_ends_what_enters_it(group: cgroups.Group) -> None:
    process = subprocess.Popen(
        [*group.entering(), sys.executable, "-c", "print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        assert group.pids() == [process.pid]
        assert (group.usage().peak_processes or 1) >= 1
        assert group.end() == 1
        assert process.wait(5) == -9
    assert not any(folder.exists() for folder in group.folders)


def test_a_real_group_refuses_processes_beyond_its_limit(group: cgroups.Group) -> None:
    code = """
import os
made = 0
try:
    for _ in range(60):
        if os.fork() == 0: os._exit(0)
        made += 1
except OSError: print(made)
"""
    try:
        done = subprocess.run(
            [*group.entering(), sys.executable, "-c", code], capture_output=True, text=True
        )
        assert int(done.stdout) == LIMITS.processes - 1
        assert group.usage().refused_processes
    finally:
        group.end()

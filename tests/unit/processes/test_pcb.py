"""Reading a process control block: real ones, and those of systems that say less."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import create_autospec

import psutil
import pytest

from course.processes import PCB, ProcessGone, State, read_pcb, wait_for_state
from course.processes.memory import KINDS, kind_of, sum_up

from .conftest import BUSY, SLEEP, Run

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a Linux child")
posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no zombies")


def test_the_pcb_says_who_the_child_is(run: Run) -> None:
    child = run(SLEEP)
    pcb = read_pcb(child)
    assert (pcb.pid, pcb.parent) == (child.pid, os.getpid())
    assert pcb.command is not None
    assert pcb.command[-1].endswith(SLEEP)
    assert pcb.title == "python -c"
    assert pcb.cwd == os.getcwd()
    assert pcb.threads == 1
    assert pcb.age is not None
    assert 0 <= pcb.age < 60


def test_every_field_is_given_or_has_a_reason(run: Run) -> None:
    pcb = read_pcb(run(SLEEP))
    for field in dataclasses.fields(PCB):
        assert (getattr(pcb, field.name) is None) == (field.name in pcb.missing), field.name


@linux_only
def test_linux_gives_every_field(run: Run) -> None:
    assert read_pcb(run(SLEEP)).missing == {}


@linux_only
def test_cpu_time_and_involuntary_switches_of_a_busy_child_grow(run: Run) -> None:
    child = run(BUSY)
    before = read_pcb(child)
    process = psutil.Process(child.pid)
    while process.cpu_times().user < (before.cpu_user or 0) + 0.05:
        pass
    after = read_pcb(child)
    assert after.state is State.RUNNABLE
    assert after.cpu_user is not None
    assert before.cpu_user is not None
    assert after.cpu_user > before.cpu_user
    assert after.voluntary_switches == before.voluntary_switches


@linux_only
def test_an_open_file_is_listed(run: Run, tmp_path: Any) -> None:
    path = tmp_path / "open.txt"
    child = run(f"file = open({str(path)!r}, 'w'); print('open', flush=True); input()")
    assert child.stdout is not None
    child.stdout.readline()
    assert str(path) in (read_pcb(child).open_files or ())


@linux_only
def test_memory_has_text_data_heap_and_stack(run: Run) -> None:
    pcb = read_pcb(run(SLEEP))
    assert pcb.memory is not None
    regions = {region.kind: region for region in pcb.memory}
    assert {"text", "data", "heap", "stack"} <= set(regions)
    assert list(regions) == [kind for kind in KINDS if kind in regions]
    assert all(0 <= region.resident <= (region.size or 0) for region in pcb.memory)
    assert pcb.rss is not None
    assert sum(region.resident for region in pcb.memory) == pytest.approx(pcb.rss, rel=0.3)


@linux_only
def test_the_heap_grows_with_what_the_program_asks_for(run: Run) -> None:
    small = read_pcb(run("input()"))
    child = run("x = [object() for _ in range(300_000)]; print('made', flush=True); input()")
    assert child.stdout is not None
    child.stdout.readline()
    large = read_pcb(child)
    grown = sum(r.resident for r in large.memory or () if r.kind in ("heap", "mapped"))
    before = sum(r.resident for r in small.memory or () if r.kind in ("heap", "mapped"))
    assert grown > before + 300_000 * 16


@posix_only
def test_a_zombie_keeps_its_pid_and_little_else(run: Run) -> None:
    child = run("")
    wait_for_state(child, State.ZOMBIE)
    pcb = read_pcb(child)
    assert (pcb.pid, pcb.state) == (child.pid, State.ZOMBIE)
    assert pcb.memory is pcb.cwd is pcb.open_files is pcb.command is None
    assert "zombie" in pcb.missing["memory"]


def test_a_process_that_is_gone_has_no_pcb(run: Run) -> None:
    child = run("")
    child.wait()
    with pytest.raises(ProcessGone):
        read_pcb(child.pid)


def test_what_belongs_to_somebody_else_is_missing_with_the_reason() -> None:
    process = fake()
    for question in ("cwd", "open_files", "memory_maps", "cpu_times", "memory_info"):
        getattr(process, question).side_effect = psutil.AccessDenied(7)
    pcb = read_pcb(process)
    assert pcb.cwd is pcb.open_files is pcb.cpu_user is pcb.cpu_system is pcb.vms is None
    assert "owner" in pcb.missing["cwd"]
    assert pcb.missing["cpu_system"] == pcb.missing["cpu_user"]
    assert "somebody else" in pcb.missing["memory"]


def test_windows_counts_handles_and_keeps_one_count_of_switches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    process = fake()
    process.num_handles = lambda: 91
    process.nice.return_value = 32  # NORMAL_PRIORITY_CLASS
    process.memory_maps.return_value = [
        SimpleNamespace(path=r"C:\python.exe", perms="xr", rss=400),
        SimpleNamespace(path=r"C:\data.bin", perms="rw", rss=100),
    ]
    pcb = read_pcb(process)
    assert (pcb.descriptors, pcb.nice, pcb.state) == (91, 32, State.ALIVE)
    assert pcb.voluntary_switches == 5
    assert pcb.involuntary_switches is None
    assert "together" in pcb.missing["involuntary_switches"]
    assert pcb.memory is not None
    assert [(region.kind, region.size) for region in pcb.memory] == [("text", None), ("data", None)]


def test_macos_lists_no_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    process = fake()
    del process.memory_maps
    pcb = read_pcb(process)
    assert (pcb.memory, pcb.state) == (None, State.ALIVE)
    assert "does not list the regions" in pcb.missing["memory"]


def test_a_zombie_of_macos_is_known_by_the_refusal() -> None:
    process = fake()
    for question in ("status", "cpu_times", "memory_info", "num_ctx_switches", "name"):
        getattr(process, question).side_effect = psutil.ZombieProcess(7)
    pcb = read_pcb(process)
    assert pcb.state is State.ZOMBIE
    assert "zombie" in pcb.missing["cpu_user"]


@pytest.mark.parametrize(
    ("permissions", "path", "kind"),
    [
        ("r-xp", "/usr/bin/python3", "text"),
        ("r-xp", "[vdso]", "text"),
        ("r--p", "/usr/lib/libc.so.6", "constants"),
        ("rw-p", "/usr/lib/libc.so.6", "data"),
        ("rw-p", "[heap]", "heap"),
        ("rw-p", "[stack]", "stack"),
        ("rw-p", "[anon]", "mapped"),
        ("rw-p", "", "mapped"),
        ("rw-s", "/dev/shm/psm_1", "shared"),
        ("---p", "[anon]", None),
    ],
)
def test_a_mapping_has_a_kind(permissions: str, path: str, kind: str | None) -> None:
    assert kind_of(permissions, path) == kind


def test_mappings_of_one_kind_are_added_up() -> None:
    mappings = [
        SimpleNamespace(path="[heap]", perms="rw-p", rss=10, size=20),
        SimpleNamespace(path="/a.so", perms="r-xp", rss=1, size=4),
        SimpleNamespace(path="/b.so", perms="r-xp", rss=2, size=4),
        SimpleNamespace(path="", perms="---p", rss=0, size=4000),
    ]
    text, heap = sum_up(mappings)
    assert (text.kind, text.resident, text.size, text.mappings) == ("text", 3, 8, 2)
    assert (heap.kind, heap.resident, heap.size) == ("heap", 10, 20)
    assert "code" in text.holds


def test_importing_the_package_needs_only_psutil_beside_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); import course.processes; "
        "new = {name.split('.')[0] for name in set(sys.modules) - before}; "
        "print(sorted(new - {'__mp_main__'} - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "['course', 'psutil']"


def fake() -> Any:
    process = create_autospec(psutil.Process, instance=True)
    process.pid = 7
    process.status.return_value = "running"
    process.ppid.return_value = 1
    process.name.return_value = "python"
    process.username.return_value = "ada"
    process.create_time.return_value = 1.0
    process.cmdline.return_value = ["python", "x.py"]
    process.cwd.return_value = "/"
    process.cpu_times.return_value = SimpleNamespace(user=1.0, system=0.5)
    process.num_ctx_switches.return_value = SimpleNamespace(voluntary=5, involuntary=0)
    process.nice.return_value = 0
    process.num_threads.return_value = 1
    process.memory_info.return_value = SimpleNamespace(rss=10, vms=20)
    process.memory_maps.return_value = []
    process.open_files.return_value = []
    process.num_fds.return_value = 3
    return process

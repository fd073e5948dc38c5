"""Lesson 9's own helpers: isolation shown, queues that jam, hearts that beat, scenes to tell."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import Process, Queue, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Event as Pause
from types import ModuleType
from typing import Any

import psutil
import pytest

from course.drivers import heartbeats, survivors
from course.drivers import isolation_and_daemons as drivers
from course.drivers.survivors import Scene, play, slips
from course.processes import read_exit_code
from course.workers import isolation_and_daemons as workers

CONTEXT = multiprocessing.get_context("spawn")


def module_with(**names: object) -> ModuleType:
    module = ModuleType("answer")
    module.__dict__.update(names)
    return module


@pytest.fixture(autouse=True)
def spawned(monkeypatch: pytest.MonkeyPatch) -> None:
    default: Any = multiprocessing.context._default_context
    monkeypatch.setattr(default, "_actual_context", CONTEXT)


@pytest.fixture(autouse=True)
def nothing_left() -> Any:
    yield
    assert not [child for child in multiprocessing.active_children() if child.is_alive()]


# -- isolation -----------------------------------------------------------------------------------


def test_a_childs_addition_is_seen_by_no_parent() -> None:
    found = drivers.counts()
    assert [method for method, _, _ in found] == list(drivers.METHODS)
    assert {parent for _, _, parent in found} == {5}
    assert {m: child for m, child, _ in found} == {m: 6 if m == "fork" else 1 for m, _, _ in found}


def test_add_is_watched_in_the_process_that_calls_it() -> None:
    module: Any = module_with(total=0)

    def add(amount: int, mailbox: Any) -> None:
        module.total += amount
        mailbox.put(module.total)

    module.add = add
    assert drivers.add_here(module, [5, 7]) == {"total": 12, "reports": [5, 12]}
    module_silent = module_with(total=0, add=lambda amount, mailbox: None)
    assert drivers.add_here(module_silent, [5]) == {"total": 0, "reports": [None]}


# -- results that come home ----------------------------------------------------------------------


def start_all(work: Any, jobs: Any) -> tuple[Any, list[Any]]:
    queue: Any = Queue()
    children = [Process(target=work, args=(job, queue)) for job in jobs]
    for child in children:
        child.start()
    return queue, children


def drain_then_join(work: Any, jobs: Any) -> list[str]:
    queue, children = start_all(work, jobs)
    found = dict(queue.get() for _ in children)
    for child in children:
        child.join()
    return [found[job] for job in jobs]


def join_then_drain(work: Any, jobs: Any) -> list[str]:
    queue, children = start_all(work, jobs)
    for child in children:
        child.join()
    return [queue.get()[1] for _ in children]


def test_who_drains_first_gets_all_of_a_large_result() -> None:
    report = drivers.collected(module_with(collect=drain_then_join), [("x", 500_000), ("y", 2)])
    assert report == {"stuck": False, "returned": ["x times 500000", "yy"]}


def test_who_joins_first_is_found_stuck_and_the_children_are_ended() -> None:
    report = drivers.collected(module_with(collect=join_then_drain), [("x", 500_000)])
    assert report["stuck"] is True
    assert report["returned"] is None


def test_an_error_in_the_answer_is_the_drivers_error() -> None:
    def fails(work: Any, jobs: Any) -> None:
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        drivers.collected(module_with(collect=fails), [])


def test_a_capital_letter_comes_after_the_others_and_its_child_stays() -> None:
    queue, children = start_all(workers.deliver, [("B", 1), ("c", 1)])
    assert [queue.get(timeout=20)[1] for _ in children] == ["c", "B"]
    stays = children[0].is_alive()
    for child in children:
        child.join()
    assert stays


def test_an_altered_text_is_not_told_as_whole() -> None:
    assert drivers.told(["x" * 10, "x" * 9 + "y", 7]) == ["x times 10", "x" * 9 + "y", 7]
    assert drivers.told(("x",)) == "a tuple"


# -- who survives whom ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "main", "daemon", "watcher"),
    [
        ("the code ends", "waits", "terminated", "terminated"),
        ("os._exit(3)", "is gone", "finishes", "ends itself"),
        ("killed", "is gone", "finishes", "ends itself"),
    ],
)
def test_the_flag_helps_in_an_orderly_end_alone(
    ending: str, main: str, daemon: str, watcher: str
) -> None:
    assert drivers.fates(ending, tuple(workers.CAST)) == {
        "main process": main,
        "plain child": "finishes",
        "daemon child": daemon,
        "watching daemon": watcher,
    }


def test_a_main_process_with_daemons_alone_does_not_wait() -> None:
    found = drivers.fates("sys.exit(3)", ("daemon child",))
    assert found == {"main process": "is gone", "daemon child": "terminated"}


def test_a_daemon_that_hires_is_refused() -> None:
    ours, theirs = CONTEXT.Pipe()
    child = CONTEXT.Process(target=workers.hire, args=(theirs,), daemon=True)
    child.start()
    assert ours.poll(drivers.DEADLINE)
    assert ours.recv() == "AssertionError: daemonic processes are not allowed to have children"
    child.join()


# -- scenes --------------------------------------------------------------------------------------

CHILDREN = (("Ada", "plain", 6), ("Alan", "daemon", 9), ("Grace", "watcher", 8))


@pytest.mark.parametrize(
    ("ending", "ends"),
    [
        ("1 / 0", {"main": 6, "Ada": 6, "Alan": 4, "Grace": 4}),
        ("killed", {"main": 4, "Ada": 6, "Alan": 9, "Grace": 4}),
    ],
)
def test_a_scene_ends_as_it_should(ending: str, ends: dict[str, int]) -> None:
    assert play(Scene(ending, 4, CHILDREN)) == ends


def test_a_child_that_was_ready_before_is_ended_by_nobody() -> None:
    early = (("Ada", "daemon", 2), ("Alan", "watcher", 3))
    for ending in (*survivors.ORDERLY, *survivors.ABRUPT):
        assert play(Scene(ending, 5, early)) == {"main": 5, "Ada": 2, "Alan": 3}


def test_a_slip_shows_only_where_it_makes_a_difference() -> None:
    assert set(slips(Scene("the code ends", 4, CHILDREN))) == {
        "daemon-ends-with-the-process",
        "main-does-not-wait",
    }
    assert set(slips(Scene("killed", 4, CHILDREN))) == {
        "flag-helps-after-a-kill",
        "killed-parent-takes-all",
        "watching-is-in-vain",
    }


def test_everybodys_scenes_tell_the_flag_from_the_watch() -> None:
    for seed in range(40):
        scenes = survivors.my_scenes(seed)
        assert [len(scene.children) for scene in scenes] == [3, 3, 3]
        assert all(needs != scene.at for scene in scenes for _, _, needs in scene.children)
        said = survivors.finishing_slips(scenes)
        right = [survivors.finishers(scene) for scene in scenes]
        assert len(said) >= 2, seed
        assert right not in said.values()


def test_the_rules_of_the_scenes_are_those_of_real_processes() -> None:
    cast = {"plain": "plain child", "daemon": "daemon child", "watcher": "watching daemon"}
    for ending in ("the code ends", "killed"):
        children = tuple((cast[kind], kind, 9) for kind in survivors.KINDS)
        ends, seen = play(Scene(ending, 4, children)), drivers.fates(ending, tuple(cast.values()))
        for name in cast.values():
            assert (ends[name] == 9) is (seen[name] == "finishes"), (ending, name)


# -- heartbeats ----------------------------------------------------------------------------------


def faithful(interval: float, page: str) -> None:
    parent = parent_process()
    assert parent is not None
    workers.sign_of_life(page)
    while not wait([parent.sentinel], timeout=interval):
        workers.sign_of_life(page)


def faithless(interval: float, page: str) -> None:
    while True:
        workers.sign_of_life(page)
        Pause().wait(interval)


def sleeper(interval: float, page: str) -> None:
    parent = parent_process()
    assert parent is not None
    while parent.is_alive():
        workers.sign_of_life(page)
        Pause().wait(interval)


def spinner(interval: float, page: str) -> None:
    workers.sign_of_life(page)
    until = time.monotonic() + interval
    while time.monotonic() < until:
        pass


def start(beat: Callable[[float, str], None], daemon: bool, interval: float, page: str) -> Any:
    heart = Process(target=beat, args=(interval, page), daemon=daemon)
    heart.start()
    return heart


def start_faithful(interval: float, page: str) -> Any:
    return start(faithful, True, interval, page)


def start_plain(interval: float, page: str) -> Any:
    return start(faithful, False, interval, page)


def start_faithless(interval: float, page: str) -> Any:
    return start(faithless, True, interval, page)


def start_sleeper(interval: float, page: str) -> Any:
    return start(sleeper, True, interval, page)


def start_spinner(interval: float, page: str) -> Any:
    return start(spinner, True, interval, page)


def test_a_faithful_heart_beats_rests_and_ends_with_its_parent() -> None:
    module = module_with(start_heartbeat=start_faithful)
    report = heartbeats.beating(module, 0.05, 4)
    assert (report["beats"], report["by the heart alone"], report["alive"]) == (4, True, True)
    assert heartbeats.resting(module) == {"beats": 1, "spins": False, "alive": True}
    ended = {"beats before": 4, "heart stopped": True, "parent ended": True}
    assert heartbeats.code_ends(module, 0.05, 4) == ended
    for interval in (0.05, 60.0):
        report = heartbeats.parent_killed(module, interval)
        assert report["lived until then"]
        assert report["stopped"]


def test_a_heart_that_is_not_daemonic_keeps_its_parent() -> None:
    report = heartbeats.code_ends(module_with(start_heartbeat=start_plain), 0.05, 2)
    assert (report["heart stopped"], report["parent ended"]) == (False, False)


def start_too_late(interval: float, page: str) -> Any:
    heart = start(faithful, False, interval, page)
    try:
        heart.daemon = True
    finally:
        heart.kill()
        heart.join()


def test_a_heart_that_cannot_be_started_says_why() -> None:
    with pytest.raises(AssertionError, match="already started"):
        heartbeats.code_ends(module_with(start_heartbeat=start_too_late), 0.05, 2)


def test_the_flag_alone_beats_on_after_a_kill_and_is_ended_by_the_driver() -> None:
    report = heartbeats.parent_killed(module_with(start_heartbeat=start_faithless), 0.05)
    assert report["beats on"]
    assert not report["stopped"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell who sleeps")
def test_a_sleeper_misses_the_end_of_its_parent() -> None:
    began = time.monotonic()
    report = heartbeats.parent_killed(module_with(start_heartbeat=start_sleeper), 60.0)
    assert (report["stopped"], report["beats on"]) == (False, False)
    assert time.monotonic() - began < heartbeats.PATIENT + 20


def test_a_spinning_heart_is_no_resting_one() -> None:
    assert heartbeats.resting(module_with(start_heartbeat=start_spinner))["spins"] is True


def tell_the_end(page: Path) -> None:
    parent = parent_process()
    assert parent is not None
    parent.join(drivers.DEADLINE)
    workers.note(page, "the parent has ended")


def leave_two_behind(method: str, page: Path, line: Any) -> None:
    context: Any = multiprocessing.get_context(method)
    watcher = context.Process(target=tell_the_end, args=(page,))
    sibling = context.Process(target=workers.wait_for_word, args=(line,))
    watcher.start()
    sibling.start()
    os._exit(0)


METHODS_WITH_NEWS = [("spawn", True), ("fork", False)] if os.name == "posix" else [("spawn", True)]


@pytest.mark.skipif(sys.platform == "darwin", reason="fork is not safe on macOS")
@pytest.mark.parametrize(("method", "at_once"), METHODS_WITH_NEWS)
def test_a_forked_sibling_keeps_the_news_of_the_parents_end_back(
    method: str, at_once: bool, tmp_path: Path
) -> None:
    page, (ours, theirs) = tmp_path / "page", CONTEXT.Pipe()
    parent = CONTEXT.Process(target=leave_two_behind, args=(method, page, theirs))
    parent.start()
    parent.join()
    assert drivers.until(lambda: drivers.lines_of(page), 20.0 if at_once else 1.0) is at_once
    ours.send("go")
    assert drivers.until(lambda: drivers.lines_of(page))


# -- shifts --------------------------------------------------------------------------------------


def ended(target: Callable[..., object], *args: object) -> Any:
    child = CONTEXT.Process(target=target, args=args)
    child.start()
    child.join(drivers.DEADLINE)
    return child.exitcode


def test_each_shift_takes_the_next_way_of_the_plan(tmp_path: Path) -> None:
    page, plan = tmp_path / "shifts", ("error", "crash", "killed", "done")
    codes = [ended(workers.shift, page, plan) for _ in range(5)]
    assert codes[:2] == [3, 1]
    assert codes[2] == (-signal.SIGTERM if os.name == "posix" else signal.SIGTERM)
    assert codes[3:] == [0, 0]
    assert len(drivers.lines_of(page)) == 5


def test_the_supervisors_report_stands_beside_what_was_worked() -> None:
    def once(work: Any, limit: int) -> Any:
        child = Process(target=work)
        child.start()
        child.join()
        return read_exit_code(child.exitcode).code

    report = drivers.supervised(module_with(supervise=once), ["error"], 3)
    assert report["returned"] == 3
    assert len(report["shifts"]) == 1


def test_a_failing_plan_outlasts_every_restart_that_is_allowed() -> None:
    assert drivers.failing(2) == ["error"] * (3 + drivers.BEYOND)
    assert drivers.failing(1, ("killed", "error"))[:3] == ["killed", "error", "killed"]


# -- the driver's own tools ----------------------------------------------------------------------


def test_a_line_that_is_half_written_is_not_counted(tmp_path: Path) -> None:
    page = tmp_path / "page"
    assert drivers.lines_of(page) == []
    page.write_text("41\n4", encoding="utf-8")
    assert drivers.lines_of(page) == ["41"]


def test_waiting_for_what_never_comes_ends() -> None:
    assert drivers.until(lambda: False, 0.05) is False
    assert drivers.until(lambda: True, 0.0) is True


def test_who_has_ended_does_not_live_even_before_it_is_collected() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    known = psutil.Process(child.pid)
    assert drivers.lives(known)
    child.kill()
    assert drivers.until(lambda: not drivers.lives(known))
    child.communicate()

"""Lesson 5's own helpers: lives of simulated processes, the door, the meeting, the scenes."""

from __future__ import annotations

import os
import sys
import threading
from multiprocessing import Process
from types import ModuleType
from typing import Any

import pytest

from course.drivers.state_lives import (
    chart,
    lives_of,
    lives_problem,
    lives_under,
    other_rule,
    straight,
    stretches,
    taken_for,
)
from course.drivers.state_scenes import COARSE, NO_ZOMBIES, RECORDED, Scenes, notes_on, one_life
from course.drivers.states import (
    guest_at_a_shut_door,
    host_and_child,
    meeting,
    moves_reported,
)
from course.processes import State, shown_as, wait_for_state
from course.scheduling import RR, Job, simulate

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux shows who is blocked"
)
posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no zombies")
DESK = simulate([Job("editor", 0, (1, 3, 2)), Job("compiler", 0, 6)], RR(2))
EDITOR = [(0, "ready"), (0, "running"), (1, "blocked"), (4, "ready"), (5, "running"), (7, "ended")]


pytestmark = pytest.mark.usefixtures("leaves_nobody")


def answer(**functions: Any) -> ModuleType:
    module = ModuleType("answer")
    module.__dict__.update(functions)
    return module


# --- lives ------------------------------------------------------------------------------------


def test_a_life_lists_each_state_with_its_beginning() -> None:
    assert lives_of(DESK)["editor"] == EDITOR


def test_who_loses_the_cpu_is_ready_and_not_blocked() -> None:
    life = lives_of(DESK)["compiler"]
    assert (5, "ready") in life
    assert "blocked" not in [state for _, state in life]


def test_a_chart_has_a_sign_for_each_unit_of_time() -> None:
    drawn = chart(lives_of(DESK)).splitlines()
    assert drawn[1:3] == ["editor    █~~~○██", "compiler  ○████○○██"]


def test_wrong_names_for_a_state_are_noticed_and_right_ones_are_not() -> None:
    right = {"editor": EDITOR}
    said = {"editor": [(time, state.replace("blocked", "ready")) for time, state in EDITOR]}
    assert taken_for(said, right, "blocked", "ready")
    assert not taken_for(said, right, "ready", "blocked")
    assert not taken_for(right, right, "blocked", "ready")


def test_a_move_that_leaves_ready_out_is_noticed() -> None:
    said = {"editor": [each for each in EDITOR if each != (4, "ready")]}
    assert straight(said, "blocked", "running")
    assert not straight({"editor": EDITOR}, "blocked", "running")


def test_stretches_leave_out_what_lasts_no_time() -> None:
    assert stretches({"editor": EDITOR}, "ready") == {"editor": [(4, 5)]}
    assert stretches({"editor": EDITOR}, "running") == {"editor": [(0, 1), (5, 7)]}


@pytest.mark.parametrize("seed", [0, 5, 2**32 - 1])
def test_a_problem_shows_all_that_a_process_can_meet(seed: int) -> None:
    asked = lives_problem(seed)
    right = lives_under(asked)
    assert lives_problem(seed) == asked
    assert right != lives_under(asked, other_rule(asked))
    assert straight(right, "blocked", "ready")
    assert straight(right, "running", "ready")
    assert not straight(right, "blocked", "running")


def test_every_move_between_two_states_is_asked_about() -> None:
    asked: list[list[str]] = []
    moves_reported(answer(illegal_moves=asked.append))
    assert len({tuple(move) for move in asked}) == 20


# --- a guest and a host -----------------------------------------------------------------------


def blocked_guest(arrived: Any, door: Any) -> None:
    arrived.set()
    door.wait()


def busy_guest(arrived: Any, door: Any) -> None:
    arrived.set()
    while not door.is_set():
        pass


def sleepy_guest(arrived: Any, door: Any) -> None:
    arrived.set()
    while not door.is_set():
        threading.Event().wait(0.3)


def deaf_guest(arrived: Any, door: Any) -> None:
    arrived.set()


def late_guest(arrived: Any, door: Any) -> None:
    door.wait()
    arrived.set()


def failing_guest(arrived: Any, door: Any) -> None:
    raise ValueError("no such door")


def host(child: Process, arrived: Any, door: Any, patience: float) -> State | None:
    child.start()
    if not arrived.wait(patience):
        child.kill()
        child.join()
        return None
    seen = wait_for_state(child, *shown_as(State.BLOCKED)).state
    door.set()
    child.join()
    return seen


def hasty_host(child: Process, arrived: Any, door: Any, patience: float) -> None:
    child.start()
    door.set()
    arrived.wait(patience)
    child.join()


def trusting_host(child: Process, arrived: Any, door: Any, patience: float) -> None:
    child.start()
    arrived.wait(patience)
    door.set()


def endless_host(child: Process, arrived: Any, door: Any, patience: float) -> None:
    child.start()
    arrived.wait()


@pytest.mark.parametrize(
    ("guest", "order"),
    [
        (blocked_guest, ["rings", "at the door", "door opens", "leaves"]),
        (busy_guest, ["rings", "at the door", "door opens", "leaves"]),
        (sleepy_guest, ["rings", "at the door", "door opens", "leaves"]),
        (deaf_guest, ["rings", "leaves", "door opens"]),
        (late_guest, ["at the door", "door opens", "rings", "leaves"]),
    ],
)
def test_what_a_guest_does_is_told_in_order(guest: Any, order: list[str]) -> None:
    report = guest_at_a_shut_door(answer(guest=guest))
    assert report["order"] == order
    assert (report["asked"] > 3) is (guest is busy_guest)
    assert (report["waits"] > 0) is (guest in (blocked_guest, late_guest))


def test_a_guest_that_fails_is_reported_as_such() -> None:
    with pytest.raises(RuntimeError, match="guest raised ValueError: no such door"):
        guest_at_a_shut_door(answer(guest=failing_guest))


def test_a_good_host_opens_to_a_blocked_child_and_joins_it() -> None:
    report = host_and_child(answer(host=host), 10.0)
    assert report["rang"] is True
    assert report["state"] == report["returned"]
    assert report["state"] in [str(state) for state in shown_as(State.BLOCKED)]
    assert (report["alive"], report["asked"]) == (False, 1)
    assert report["order"].index("host opens") < report["order"].index("guest goes in")


def test_a_door_opened_too_early_is_noticed() -> None:
    assert host_and_child(answer(host=hasty_host), 10.0)["rang"] is False


@linux_only
def test_a_child_on_its_way_is_not_taken_for_a_blocked_one() -> None:
    report = host_and_child(answer(host=trusting_host), 10.0)
    assert (report["rang"], report["state"]) == (True, "ready or running")
    assert report["alive"]


def test_patience_comes_to_an_end_and_so_does_the_child() -> None:
    report = host_and_child(answer(host=host), 0.2, rings=False)
    assert (report["returned"], report["rang"], report["alive"]) == (None, None, False)
    with pytest.raises(Exception, match="without a timeout"):
        host_and_child(answer(host=endless_host), 0.2, rings=False)


# --- a meeting --------------------------------------------------------------------------------


def together(work: Any, names: list[str]) -> dict[str, int | None]:
    children = {name: Process(target=work, args=(name,)) for name in names}
    for child in children.values():
        child.start()
    for child in children.values():
        child.join()
    return {name: child.exitcode for name, child in children.items()}


def one_by_one(work: Any, names: list[str]) -> None:
    for name in names:
        together(work, [name])


def test_workers_that_are_started_before_any_is_joined_meet() -> None:
    report = meeting(answer(run_together=together), ["Bo", "Ada"])
    assert report == {"met": {"Bo": True, "Ada": True}, "returned": {"Bo": 2, "Ada": 3}}


def test_workers_that_come_one_by_one_do_not_meet() -> None:
    report = meeting(answer(run_together=one_by_one), ["Bo", "Ada"], patience=0.5)
    assert report["met"] == {"Bo": False, "Ada": False}


# --- the demonstration ------------------------------------------------------------------------


@posix_only
def test_one_child_is_seen_in_every_state_that_the_system_shows() -> None:
    scenes = one_life()
    linux = tuple(scene.state for scene in RECORDED)
    if sys.platform.startswith("linux"):
        assert scenes.states == linux
        assert scenes.notes == ()
    assert scenes.states[2] is State.STOPPED
    assert scenes.states[4] is State.ZOMBIE


def test_what_a_system_does_not_show_is_said_and_the_recording_marked() -> None:
    windows = (State.ALIVE, State.ALIVE, State.STOPPED, State.ALIVE, State.ENDED, State.ENDED)
    assert notes_on(windows, "nt") == (COARSE, NO_ZOMBIES)
    shown = str(Scenes(RECORDED[:1], notes_on(windows, "nt"))).splitlines()
    assert shown[1:5] == [COARSE, NO_ZOMBIES, "", "Recorded on Linux:"]
    assert "Recorded" not in str(Scenes(RECORDED))

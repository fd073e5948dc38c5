"""Sampling states: real children driven from state to state, and what a record keeps."""

from __future__ import annotations

import os
import sys
import threading
import time
from unittest.mock import Mock

import psutil
import pytest

from course.processes import ProcessGone, State
from course.processes.sampling import Change, Over, StateRecord, Watch, sample, shown_as

from .conftest import BUSY, SLEEP, Run

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells ready from blocked"
)
posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no such state")


@linux_only
def test_a_watch_keeps_each_change_in_order_and_nothing_else(run: Run) -> None:
    child = run("input()\nwhile input(): pass")
    watch = Watch(child)
    watch.until(State.BLOCKED)
    for _ in range(20):
        watch.look()
    psutil.Process(child.pid).suspend()
    watch.until(State.STOPPED)
    psutil.Process(child.pid).resume()
    watch.until(State.BLOCKED)
    child.kill()
    watch.until(State.ZOMBIE)
    child.wait()
    watch.until(State.ENDED)
    record = watch.record
    seen = [state for state in record.states if state is not State.RUNNABLE]
    assert seen[-5:] == ["blocked", "stopped", "blocked", "zombie", "ended"]
    assert all(one is not two for one, two in zip(record.states, record.states[1:], strict=False))
    assert [change.at for change in record.changes] == sorted(c.at for c in record.changes)
    assert record.looks > len(record.changes)


@linux_only
def test_a_blocked_process_uses_no_cpu_time_and_a_busy_one_does(run: Run) -> None:
    for code, state, busy in ((SLEEP, State.BLOCKED, False), (BUSY, State.RUNNABLE, True)):
        watch = Watch(run(code))
        watch.until(state)
        began, until = watch.record.cpu, time.monotonic() + 10
        while time.monotonic() < until:
            watch.look()
            if busy and watch.record.cpu > began:  # type: ignore[operator]
                break
            if not busy and watch.record.looks > 40:
                break
            time.sleep(0.01)
        assert (watch.record.cpu > began) is busy  # type: ignore[operator]


@posix_only
def test_sampling_ends_when_a_process_has_ended_and_been_collected(run: Run) -> None:
    child = run("input()")
    threading.Timer(1.0, lambda: child.communicate("go\n")).start()
    record = sample(child, deadline=20)
    assert record.over is Over.ENDED
    assert record.states[-1] is State.ENDED
    assert record.until < 20


def test_sampling_ends_when_it_is_told(run: Run) -> None:
    ending = threading.Event()
    ending.set()
    record = sample(run(SLEEP), deadline=20, ending=ending)
    assert record.over is Over.TOLD
    assert record.until < 10
    assert not record.states[-1].ended


def test_sampling_ends_at_its_deadline(run: Run) -> None:
    record = sample(run(SLEEP), deadline=0.05)
    assert record.over is Over.DEADLINE
    assert record.until >= 0.04


def test_waiting_for_a_state_that_never_comes_says_what_came_instead(run: Run) -> None:
    watch = Watch(run(SLEEP))
    with pytest.raises(TimeoutError, match=r"is .+, not zombie, after 0\.05 s"):
        watch.until(State.ZOMBIE, deadline=0.05)


def test_there_is_nothing_to_watch_where_no_process_is(run: Run) -> None:
    child = run("")
    child.communicate(timeout=10)
    with pytest.raises(ProcessGone):
        Watch(child.pid)


def test_a_pid_that_somebody_else_has_now_is_not_followed(run: Run) -> None:
    watch = Watch(run(SLEEP))
    watch._process = Mock(spec=psutil.Process)
    watch._process.is_running.return_value = False
    watch._process.status.return_value = psutil.STATUS_SLEEPING
    watch._process.cpu_times.side_effect = psutil.NoSuchProcess(1)
    assert watch.look() is State.ENDED


def test_stays_share_the_time_and_the_cpu_time_among_the_states() -> None:
    changes = (Change(State.RUNNABLE, 0.0, 0.5), Change(State.BLOCKED, 2.0, 2.25))
    record = StateRecord("worker", changes, looks=9, until=3.5, cpu=2.25)
    assert record.stays() == ((State.RUNNABLE, 2.0, 1.75), (State.BLOCKED, 1.5, 0.0))
    assert str(record) == "worker: ready or running → blocked"


@pytest.mark.parametrize(
    ("state", "platform", "shown"),
    [
        (State.BLOCKED, "linux", (State.BLOCKED,)),
        (State.BLOCKED, "win32", (State.BLOCKED, State.ALIVE)),
        (State.RUNNABLE, "darwin", (State.RUNNABLE, State.ALIVE)),
        (State.STOPPED, "win32", (State.STOPPED,)),
    ],
)
def test_each_system_shows_a_state_in_its_own_words(
    state: State, platform: str, shown: tuple[State, ...]
) -> None:
    assert shown_as(state, platform) == shown

"""Lesson 11's own helpers: what they make certain, what they notice, and that nothing hangs."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Barrier, Pipe, Process
from multiprocessing.shared_memory import SharedMemory
from types import ModuleType
from typing import Any

import pytest

from course.drivers import sync_jobs, sync_pools, sync_scenes, sync_share_pool
from course.workers import sync_share_pool as workers
from course.workers.sync_watched import Account, Hall, Stuck, WatchedBuffer, WatchedNumber

pytestmark = pytest.mark.usefixtures("leaves_nobody")


def module(**functions: Any) -> ModuleType:
    made = ModuleType("answer")
    made.__dict__.update(functions)
    return made


# -- a number ----------------------------------------------------------------------------------


def lose(number: Any, barrier: Any) -> None:
    seen = number.value
    barrier.wait()
    number.value = seen + 1


def keep(number: Any, times: int) -> None:
    for _ in range(times):
        with number.get_lock():
            number.value += 1


def forget_the_lock(number: Any, times: int) -> None:
    for _ in range(times):
        number.value += 1


def split_the_lock(number: Any, times: int) -> None:
    for _ in range(times):
        with number.get_lock():
            seen = number.value
        with number.get_lock():
            number.value = seen + 1


def lock_and_wait(number: Any, barrier: Any) -> None:
    with number.get_lock():
        barrier.wait()


def test_every_update_but_one_is_lost() -> None:
    report = sync_share_pool.lost(module(lose=lose), 3)
    assert report == {"number": 1, "did": [["read 0", "wait", "write 1"]] * 3}


@pytest.mark.parametrize(
    ("function", "number"), [(keep, 6), (forget_the_lock, 3), (split_the_lock, 3)]
)
def test_what_could_lose_an_update_does(function: Callable[..., None], number: int) -> None:
    report = sync_share_pool.kept(module(keep=function), 2, 3)
    assert (report["number"], report["writes"]) == (number, 6)


def test_who_waits_with_the_lock_in_hand_is_told_at_once() -> None:
    began = time.monotonic()
    report = sync_share_pool.lost(module(lose=lock_and_wait), 2)
    assert report["number"] == 0
    assert time.monotonic() - began < 6


def test_a_lock_within_a_lock_is_one_hold() -> None:
    number = WatchedNumber(1, trap=False)
    with number.get_lock(), number.get_lock():
        number.value += 1
    assert number.record()[0] == 1


def not_written(number: Any, times: int) -> None:
    raise NotImplementedError


def misspelt(number: Any, times: int) -> None:
    number.get_lok()


def test_what_a_child_raises_reaches_the_caller() -> None:
    with pytest.raises(NotImplementedError):
        sync_share_pool.kept(module(keep=not_written), 1, 1)
    with pytest.raises(sync_share_pool.ChildFailed, match=r"ada raised AttributeError: .*get_lok"):
        sync_share_pool.kept(module(keep=misspelt), 1, 1)


# -- accounts ----------------------------------------------------------------------------------


def in_order(source: Account, target: Account, amount: int) -> None:
    first, second = sorted([source, target], key=lambda account: account.number)
    with first.lock, second.lock:
        if source.balance < amount:
            raise ValueError
        source.balance -= amount
        target.balance += amount


def source_first(source: Account, target: Account, amount: int) -> None:
    with source.lock, target.lock:
        source.balance -= amount
        target.balance += amount


def careless(source: Account, target: Account, amount: int) -> None:
    source.balance -= amount


def keeps_the_lock(source: Account, target: Account, amount: int) -> None:
    source.lock.acquire()


def test_crosswise_transfers_deadlock_in_every_run() -> None:
    for _ in range(3):
        began = time.monotonic()
        report = sync_share_pool.moved(
            module(transfer=source_first), [50, 50], [(1, 2, 1), (2, 1, 1)]
        )
        assert "stuck" in report["ended"]
        assert time.monotonic() - began < 6  # it is seen, not waited for


def test_ordered_locks_let_both_through() -> None:
    report = sync_share_pool.moved(module(transfer=in_order), [50, 50], [(1, 2, 1), (2, 1, 5)])
    assert report == {
        "ended": [None, None],
        "balances": [54, 46],
        "took": [[1, 2], [1, 2]],
        "careless": False,
        "locked": [],
    }


def test_a_transfer_without_money_raises_and_is_told_from_a_deadlock() -> None:
    report = sync_share_pool.moved(module(transfer=in_order), [1, 0], [(1, 2, 2)])
    assert report["ended"] == ["ValueError"]
    report = sync_share_pool.moved(module(transfer=in_order), [1, 0], [(1, 1, 1)])
    assert report["ended"] == ["stuck"]


def test_a_balance_used_without_its_lock_is_noted() -> None:
    assert sync_share_pool.moved(module(transfer=careless), [9, 0], [(1, 2, 2)])["careless"]


def test_a_lock_that_stays_with_an_ended_process_is_noted() -> None:
    assert sync_share_pool.moved(module(transfer=keeps_the_lock), [9, 0], [(1, 2, 2)])[
        "locked"
    ] == [1]


def test_a_lock_wanted_twice_is_stuck_at_once() -> None:
    account = Account(Hall(1), 3, 10)
    with account.lock, pytest.raises(Stuck, match="holds itself"):
        account.lock.acquire()
    assert account.lock.is_free()


# -- a buffer ----------------------------------------------------------------------------------


def put(buffer: WatchedBuffer, item: int) -> None:
    with buffer.condition:
        while len(buffer.items) == buffer.size:
            buffer.condition.wait()
        buffer.items.append(item)
        buffer.condition.notify_all()


def get(buffer: WatchedBuffer) -> int:
    with buffer.condition:
        while not len(buffer.items):
            buffer.condition.wait()
        buffer.condition.notify_all()
        return buffer.items.pop(0)


def get_in_silence(buffer: WatchedBuffer) -> int:
    with buffer.condition:
        while not len(buffer.items):
            buffer.condition.wait()
        return buffer.items.pop(0)


def get_once_told(buffer: WatchedBuffer) -> int:
    with buffer.condition:
        if not len(buffer.items):
            buffer.condition.wait()
        return buffer.items.pop(0)


def get_by_looking(buffer: WatchedBuffer) -> int:
    while not len(buffer.items):
        pass
    return buffer.items.pop(0)


def test_items_pass_through_a_buffer_of_one() -> None:
    report = sync_share_pool.through(module(put=put, get=get), 1, [3, 1, 2])
    assert report == {"put": [3, 1, 2], "got": [3, 1, 2], "careless": False}


def test_sleepers_whom_nobody_will_tell_are_stuck_at_once() -> None:
    began = time.monotonic()
    report = sync_share_pool.through(module(put=put, get=get_in_silence), 1, [3, 1, 2])
    assert "stuck" in (report["put"], report["got"])
    assert time.monotonic() - began < 6


def test_looking_without_end_comes_to_an_end() -> None:
    report = sync_share_pool.through(module(put=put, get=get_by_looking), 1, [3, 1, 2])
    assert report["careless"]


def test_a_sleeper_woken_for_nothing_sleeps_again_or_is_found_out() -> None:
    right = sync_share_pool.woken(module(put=put, get=get), "get")
    assert right == {"asleep": [True, True], "came_to": 7, "items": []}
    wrong = sync_share_pool.woken(module(put=put, get=get_once_told), "get")
    assert wrong["asleep"] == [True, False]
    assert wrong["came_to"] == "IndexError"


def test_a_put_that_finds_the_buffer_full_is_woken_for_nothing_too() -> None:
    report = sync_share_pool.woken(module(put=put, get=get), "put")
    assert report == {"asleep": [True, True], "came_to": None, "items": [7]}


def test_nobody_tells_without_holding_the_condition() -> None:
    buffer = WatchedBuffer(1, present=1)
    with pytest.raises(RuntimeError, match="without holding"):
        buffer.condition.notify_all()
    with pytest.raises(RuntimeError, match="without holding"):
        buffer.condition.wait()


# -- shared memory -----------------------------------------------------------------------------


def sum_and_remove(data: bytes, _: int) -> int:
    block = SharedMemory(create=True, size=len(data))
    assert block.buf is not None
    block.buf[: len(data)] = data
    block.close()
    block.unlink()
    return sum(data)


def sum_and_keep(data: bytes, _: int) -> int:
    block = SharedMemory(create=True, size=len(data))
    made.append(block.name)
    return sum(data)


made: list[str] = []


def test_a_block_is_followed_from_its_making_to_its_end() -> None:
    report = sync_pools.summed(module(shared_sum=sum_and_remove), b"abc", 1)
    assert report == {"sum": 294, "shared": True, "removed": True}


def test_a_block_left_behind_is_noted_and_removed() -> None:
    report = sync_pools.summed(module(shared_sum=sum_and_keep), b"abc", 1)
    assert report == {"sum": 294, "shared": False, "removed": False}
    with pytest.raises(FileNotFoundError):
        SharedMemory(made[-1])


def test_the_watch_over_blocks_ends() -> None:
    before = SharedMemory.unlink
    with sync_pools.watched_blocks():
        assert SharedMemory.unlink is not before
    assert SharedMemory.unlink is before


# -- pools -------------------------------------------------------------------------------------


def harvest(work: Any, items: list[str], workers: int, prepare: Any) -> list[Any]:
    with ProcessPoolExecutor(workers, initializer=prepare) as pool:
        futures = [pool.submit(work, item) for item in items]
        return [future.exception() or future.result() for future in futures]


def test_a_harvest_is_in_the_order_of_the_items_whoever_ends_first() -> None:
    report = sync_pools.harvested(module(harvest=harvest), ["a", "b"], 2, ["b", "a"])
    assert report == {"results": ["A", "B"], "prepared": [1, 1], "processes": 2}


def test_failures_and_deaths_stand_in_their_places() -> None:
    report = sync_pools.harvested(module(harvest=harvest), ["?", "!", "c"], 1)
    broken = "error: BrokenProcessPool"
    assert report["results"] == ["error: LookupError", broken, broken]


def test_tasks_end_in_the_order_that_is_asked_for() -> None:
    ended: list[Any] = []

    def in_order_of_end(work: Any, items: list[str], workers: int, prepare: Any) -> list[Any]:
        with ProcessPoolExecutor(workers, initializer=prepare) as pool:
            for item in items:
                pool.submit(work, item).add_done_callback(lambda f: ended.append(f.result()))
        return ended

    sync_pools.harvested(module(harvest=in_order_of_end), ["a", "b", "c"], 3, ["c", "a", "b"])
    assert ended == ["C", "A", "B"]


def test_what_hangs_is_left_alone_when_there_is_no_hope() -> None:
    gate = threading.Event()
    assert sync_pools.patiently(gate.wait, lambda: True) == "hangs"
    gate.set()
    assert sync_pools.patiently(lambda: 7, lambda: False) == 7
    with pytest.raises(KeyError):
        sync_pools.patiently(lambda: {}[1], lambda: False)


# -- jobs --------------------------------------------------------------------------------------


def serve_in_child(job: workers.Job) -> tuple[Any, Process]:
    ours, theirs = Pipe()
    child = Process(target=workers.serve, args=(theirs, job), name=job.name)
    child.start()
    theirs.close()
    return ours, child


def test_a_job_does_as_many_steps_as_it_is_granted() -> None:
    line, child = serve_in_child(workers.Job("a", 3))
    answers = []
    for granted in (1, 5):
        line.send(granted)
        answers.append(line.recv())
    line.close()
    child.join(10)
    assert (answers, child.exitcode) == ([2, 0], 0)


def test_a_job_that_fails_dies_without_an_answer() -> None:
    line, child = serve_in_child(workers.Job("a", 1, fails=3))
    line.send(1)
    with pytest.raises(EOFError):
        line.recv()
    child.join(10)
    assert child.exitcode == 3


def all_at_once(jobs: Any, policy: str, log: Any, limit: int, quantum: int) -> dict[str, Any]:
    crew = [serve_in_child(job) for job in jobs]
    for (line, _), job in zip(crew, jobs, strict=True):
        log.note(f"run {job.name}")
        line.send(99)
        line.recv()  # the second one is interrupted, if any
    for line, child in crew:
        line.close()
        child.join()
    return {child.name: child.exitcode for _, child in crew}


def test_the_record_of_jobs_is_their_own() -> None:
    report = sync_jobs.supervised(module(run_jobs=all_at_once), [("a", 2), ("b", 1)], "FCFS", 1)
    assert report == {
        "codes": {"a": 0, "b": 0},
        "turns": [("a", 2), ("b", 1)],
        "most": 2,
        "left": [],
        "started": ["a", "b"],
        "log": ["run a", "run b"],
    }


def test_an_interrupt_shows_who_is_left_and_they_are_ended() -> None:
    report = sync_jobs.supervised(
        module(run_jobs=all_at_once), [("a", 2), ("b", 1)], "FCFS", 2, interrupt_at=2
    )
    assert report["codes"] == "KeyboardInterrupt"
    assert report["left"] == ["a", "b"]


def test_a_supervisor_that_waits_for_the_dead_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_jobs, "SILENCE", 0.3)
    gate = threading.Event()

    def waits(jobs: Any, *_: Any) -> None:
        child = Process(target=os._exit, args=(3,))
        child.start()
        gate.wait(20)

    assert sync_jobs.supervised(module(run_jobs=waits), [], "FCFS")["codes"] == "hangs"
    gate.set()


# -- scenes ------------------------------------------------------------------------------------


def test_two_children_lose_an_update_and_two_keep_theirs() -> None:
    number = sync_scenes.SPAWN.Value("q", 0)
    sync_scenes.in_children(2, workers.add_one_unguarded, number, sync_scenes.SPAWN.Barrier(2))
    assert number.value == 1


def test_memory_is_cheaper_than_messages_and_messages_than_processes() -> None:
    costs = sync_scenes.measure_costs()
    memory, messages = costs.tier("memory"), costs.tier("message")
    assert max(memory) < min(messages)
    assert max(messages) < min(costs.tier("process"))
    assert len(str(costs).splitlines()) == len(costs)


def test_the_hands_are_named_in_order_of_appearance() -> None:
    assert sync_scenes.hands(["w9", "w9", "w2", "w9"]) == "AABA"


def test_a_worker_meets_the_others_once_before_its_first_task() -> None:
    workers.meet_first(Barrier(1))
    assert workers.who_does(0) == workers.who_does(1) == "MainProcess"

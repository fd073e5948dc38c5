"""Lesson 3's own helpers: what its drivers call one at a time, a ring, a slip."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import psutil
import pytest

from course.drivers.round_robin import (
    in_a_row,
    is_part_of,
    one_ring,
    other_rule,
    plain_turns,
    queue_problem,
    slips,
    suspended_workers,
    together,
    turns_of,
    turns_under,
)
from course.scheduling import RR

RING = ["A", "B", "C"]


def scheduler(take_turns: Any) -> ModuleType:
    module = ModuleType("taketurns")
    module.__dict__["take_turns"] = take_turns
    return module


def in_turn(workers: list[Any], slice_length: float) -> list[str]:
    ready, turns = list(workers), []
    while ready:
        worker = ready.pop(0)
        turns.append(worker.name)
        try:
            psutil.Process(worker.pid).resume()
            worker.join(slice_length)
            if worker.is_alive():
                psutil.Process(worker.pid).suspend()
                ready.append(worker)
        except psutil.NoSuchProcess:  # it ended in that very moment
            worker.join()
    return turns


def all_at_once(workers: list[Any], slice_length: float) -> list[str]:
    for worker in workers:
        psutil.Process(worker.pid).resume()
    for worker in workers:
        worker.join()
    return [worker.name for worker in workers]


@pytest.mark.parametrize("turns", ["ABC", "ABCABA", "ABCBCB", "ABCAC"])
def test_a_ring_is_left_after_the_last_turn(turns: str) -> None:
    assert one_ring(turns, RING)


@pytest.mark.parametrize("turns", ["AAB", "AB", "ABCCA", "ABCBA", "BAC", "ABCABCD", ""])
def test_what_goes_round_no_ring_is_noticed(turns: str) -> None:
    assert not one_ring(turns, RING)


def test_names_may_be_missing_but_not_out_of_order() -> None:
    assert is_part_of("ACB", "ABCAB")
    assert not is_part_of("ACCB", "ABCAB")


def test_a_name_that_follows_itself_counts_once() -> None:
    assert in_a_row(["A", "A", "B", "A"]) == ["A", "B", "A"]


def test_only_different_workers_run_together() -> None:
    ran = [(0.0, 2.0, "A"), (1.5, 3.0, "B"), (1.0, 4.0, "A")]
    assert together(ran) == pytest.approx(0.5 + 1.5)


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1])
def test_a_queue_problem_shows_all_that_a_ready_queue_does(seed: int) -> None:
    asked = queue_problem(seed)
    assert queue_problem(seed) == asked
    turns = turns_under(asked, asked.policy)
    assert turns != turns_under(asked, other_rule(asked))
    assert all(name not in waiting for _, name, waiting in turns)
    assert any(len(waiting) > 1 for _, _, waiting in turns)


def test_a_slip_never_shows_as_the_right_answer() -> None:
    jobs = [("A", 0, 3), ("B", 0, 1), ("C", 0, 3)]
    found = slips(jobs, 2, 0)
    assert plain_turns(jobs, RR(2), 0) not in found.values()
    assert "rr-switch-forgotten" not in found  # nothing to forget
    assert found["rr-kept-the-cpu"][:2] == [("A", 0, 2), ("A", 2, 3)]


def test_workers_in_turn_do_not_stray() -> None:
    report = turns_of(scheduler(in_turn), {"A": 0.15, "B": 0.1}, 0.03)
    assert report["unfinished"] == []
    assert not report["strayed"]
    assert one_ring(report["turns"], ["A", "B"])
    assert is_part_of(report["recorded"], in_a_row(report["turns"]))
    assert report["recorded"].count("A") > 1


def test_workers_all_at_once_stray() -> None:
    report = turns_of(scheduler(all_at_once), {"A": 0.2, "B": 0.2}, 0.1)
    assert report["strayed"]


def test_workers_that_nobody_resumes_are_reported_and_ended() -> None:
    report = turns_of(scheduler(lambda workers, _: []), {"A": 0.1}, 0.03)
    assert report["unfinished"] == ["A"]
    assert report["recorded"] == []
    with suspended_workers({"A": 60.0}) as (worker,):
        assert psutil.Process(worker.pid).status() == psutil.STATUS_STOPPED
    assert worker.exitcode is not None

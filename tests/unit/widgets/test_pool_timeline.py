"""Tasks on a pool: the model against the simulators, and against arithmetic."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from course.scheduling import FCFS, Job, simulate
from course.widgets.pool_model import HANDOVER, Kind, end_of, lengths, run
from course.widgets.pool_timeline import CHUNKS, COSTS, TASKS, WORKERS, pool_pages

EVERY = list(product(TASKS, WORKERS, CHUNKS, COSTS))


@pytest.mark.parametrize(("tasks", "workers", "chunk", "cost"), EVERY)
def test_every_task_is_done_once_and_no_worker_does_two_things_at_once(
    tasks: int, workers: int, chunk: int, cost: float
) -> None:
    stints = run(lengths(tasks), workers, chunk, cost)
    assert sorted(s.task for s in stints if s.task is not None) == list(range(tasks))
    for worker in range(workers):
        own = [each for each in stints if each.worker == worker]
        assert all(one.end <= two.begin for one, two in pairwise(own))
    work = sum(each.end - each.begin for each in stints)
    chunks = -(-tasks // chunk)
    assert work == sum(lengths(tasks)) + workers * cost + chunks * HANDOVER
    assert end_of(stints) >= work / workers


@pytest.mark.parametrize(("tasks", "workers"), list(product(TASKS, WORKERS)))
def test_chunks_of_one_end_as_first_come_first_served_on_as_many_cpus(
    tasks: int, workers: int
) -> None:
    jobs = [Job(f"T{n}", 0, length + HANDOVER) for n, length in enumerate(lengths(tasks))]
    slices = simulate(jobs, FCFS(), cpus=workers).slices
    stints = run(lengths(tasks), workers, 1, 0)
    mine = {f"T{s.task}": s.end for s in stints if s.kind is Kind.TASK}
    assert mine == {each.name: float(each.end) for each in slices}


def test_large_chunks_save_handing_over_and_lose_balance() -> None:
    small, large = run(lengths(12), 4, 1, 0), run(lengths(12), 4, 4, 0)
    handed = [sum(each.kind is Kind.HAND for each in stints) for stints in (small, large)]
    assert handed == [12, 3]
    assert end_of(large) > end_of(small)
    assert {each.worker for each in large} == {0, 1, 2}, "for the fourth nothing is left"


def test_a_start_can_cost_more_than_it_brings() -> None:
    assert end_of(run(lengths(4), 1, 1, 3)) > sum(lengths(4))
    assert "0.6 times as fast" in pool_pages(4, 1, 1, 3)[-1].words


def test_steps_tell_what_is_finished_and_what_is_in_work() -> None:
    pages = pool_pages(4, 2, 1, 1)
    assert pages[0].words.startswith("Nothing is done yet")
    assert pages[1].words == "At 2.25: tasks 1, 2 finished, 2 in all. Nobody works at this instant."
    assert pages[2].words == "At 3.5: task 3 finished, 3 in all. In work: 4."
    assert [row[1] for row in pages[-1].rows] == ["2", "2"]
    last = pages[-1]
    assert "done at 5.5" in last.words
    assert last.rows[0] == ("worker 1", "2", "2", "2")

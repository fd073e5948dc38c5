"""Tasks on cores: what is parallel, what is concurrent, and when all is done."""

from __future__ import annotations

from itertools import product
from math import ceil

import pytest

from course.widgets import TasksOnCores
from course.widgets.tasks_on_cores import MOST_CORES, MOST_TASKS, WORK, task_pages

EVERY = list(product(range(1, MOST_TASKS + 1), range(1, MOST_CORES + 1)))


@pytest.mark.parametrize(("tasks", "cores"), EVERY)
def test_all_is_done_as_early_as_the_cores_allow(tasks: int, cores: int) -> None:
    pages = task_pages(tasks, cores)
    soonest = max(WORK, ceil(WORK * tasks / cores))
    assert len(pages) == 1 + soonest
    assert f"All is done at {soonest}; one core alone would need {WORK * tasks}." in pages[-1].words
    assert [row[1] for row in pages[-1].rows] == [str(WORK)] * tasks


@pytest.mark.parametrize("tasks", range(2, MOST_TASKS + 1))
def test_on_one_core_nothing_is_parallel_yet_all_is_concurrent(tasks: int) -> None:
    for page in task_pages(tasks, 1):
        assert {row[3] for row in page.rows} == {"nobody"}
    last = task_pages(tasks, 1)[-1]
    assert "nothing was parallel" in last.words
    assert "they were concurrent" in last.words


def test_a_core_for_each_task_lets_none_wait() -> None:
    last = task_pages(3, 4)[-1]
    assert [row[2] for row in last.rows] == ["0", "0", "0"]
    assert last.rows[0][3] == "T2, T3"
    assert "each had a core to itself" in last.words


def test_a_step_says_who_ran_at_that_instant() -> None:
    pages = task_pages(3, 2)
    assert (
        pages[1].words
        == "From 0 to 1, T1 and T2 ran in parallel. So far 2 of 3 tasks have had a turn."
    )
    assert [page.svg.count(">T3<") for page in pages[:3]] == [1, 1, 2], "its lane, then its bar"


def test_time_that_passed_was_spent_running_or_ready() -> None:
    for tasks, cores in EVERY:
        for now, page in enumerate(task_pages(tasks, cores)):
            for row in page.rows:
                done = row[1] == str(WORK)
                spent = int(row[1]) + int(row[2])
                assert spent <= now if done else spent == now


def test_a_finished_task_waits_no_longer() -> None:
    pages = task_pages(4, 1)
    assert pages[9].rows[0] == ("T1", "3", "6", "nobody")
    assert pages[12].rows[0] == pages[9].rows[0]


def test_the_widget_opens_with_the_whole_picture() -> None:
    assert TasksOnCores().book["opens"] == "last"

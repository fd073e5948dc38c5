"""Tapes and the grid of the sliders, held against the simulators; texts, there and back."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from course.scheduling import FCFS, MLFQ, RR, SJF, SRTF, Job, Policy, Priority, Trace, simulate
from course.scheduling.replay import frames
from course.scheduling.workloads import random_workload
from course.widgets.gantt_grid import Setting, make_grid, quanta, turns, with_quantum
from course.widgets.gantt_tape import BLOCKED, CPU, FINISHED, moves_of, tape_of
from course.widgets.gantt_text import PRESETS, from_text, random_jobs, to_text

POLICIES: list[Policy] = [
    FCFS(),
    SJF(),
    SRTF(),
    Priority(preemptive=True),
    RR(2),
    RR(3, "preempted first"),
    MLFQ((1, 2, 4)),
    MLFQ((2, 3), allotment=(3, 6), boost=11),
]


def replayed(trace: Trace) -> list[tuple[float, list[Any], list[Any], list[Any], list[Any]]]:
    """Follow the moves of a tape, as the page does, and note everybody's place at each instant."""
    tape, names = tape_of(trace, reasons=False), trace.workload.names
    lanes: dict[int, list[str]] = {place: [] for place in (*range(tape["levels"]), -1, -2, -3)}
    seen = []
    for at, (time, job, place) in enumerate(tape["moves"]):
        for lane in lanes.values():
            if names[job] in lane:
                lane.remove(names[job])
        lanes[place].append(names[job])
        if at + 1 == len(tape["moves"]) or tape["moves"][at + 1][0] > time:
            queues = [list(lanes[level]) for level in range(tape["levels"])]
            others = [list(lanes[place]) for place in (CPU, BLOCKED, FINISHED)]
            seen.append((time, queues, *others))
    return seen


@pytest.mark.parametrize("policy", POLICIES, ids=str)
@pytest.mark.parametrize("switch_cost", [0, 1, 0.5])
def test_following_the_moves_gives_the_state_at_every_instant(
    policy: Policy, switch_cost: float
) -> None:
    for seed in range(12):
        workload = random_workload(6, seed, gap=5, io_bursts=seed % 3, priorities=3)
        trace = simulate(workload, policy, switch_cost=switch_cost)
        found = {time: rest for time, *rest in replayed(trace)}
        state: list[Any] = []
        for frame in frames(trace):
            state = found.get(frame["time"], state)  # there are instants at which nobody moves
            queues, cpu, blocked, finished = state
            assert queues == frame["ready"]
            assert cpu == [name for name in frame["running"] if name]
            assert blocked == frame["blocked"]
            assert finished == frame["finished"]
        assert {frame["time"] for frame in frames(trace)} >= set(found)


def test_every_job_arrives_and_finishes_in_the_moves() -> None:
    trace = simulate(random_workload(9, 3), RR(2))
    moves = moves_of(trace)
    assert [move[1] for move in moves if move[2] == FINISHED] == [
        trace.workload.names.index(name) for name in trace.completion_order
    ]
    assert sum(move[2] == CPU for move in moves) == len(trace.slices)


def test_a_tape_has_what_the_trace_has() -> None:
    trace = simulate(random_workload(5, 2, io_bursts=1), MLFQ(), switch_cost=1)
    tape = tape_of(trace, reasons=True)
    for slice_, (job, dispatched, start, end, level, _) in zip(
        trace.slices, tape["slices"], strict=True
    ):
        facts = (slice_.name, slice_.dispatched, slice_.start, slice_.end, slice_.level)
        assert facts == (trace.workload.names[job], dispatched, start, end, level)
    assert tape["why"] == trace.story()
    assert tape["metrics"] == trace.metrics().to_dict()
    completions = [row.completion for row in trace.jobs.values()]
    assert [row[0] for row in tape["rows"]] == completions
    assert tape["last"] == max(completions)
    assert tape_of(trace, reasons=False)["why"] is None


@pytest.mark.parametrize("scene", PRESETS)
def test_every_position_of_the_sliders_is_what_the_simulator_says(scene: str) -> None:
    workload = PRESETS[scene]()
    setting = Setting(workload, [SRTF(), RR(2), MLFQ()], 0)
    grid = make_grid(setting)
    policies = list(setting.policies)
    for place, by_cost in enumerate(grid["grid"]):
        for cost, row in zip(grid["costs"], by_cost, strict=True):
            for at, number in enumerate(row):
                if number < 0:
                    continue
                policy = policies[place]
                if place == grid["sliding"]:
                    policy = with_quantum(policy, grid["quanta"][at]["value"])
                tape = grid["tapes"][number]
                trace = simulate(workload, policy, switch_cost=cost["value"])
                assert tape["label"] == str(policy)
                assert tape["metrics"] == trace.metrics().to_dict()
                point = grid["curve"][grid["costs"].index(cost)][at]
                if place == grid["sliding"]:
                    metrics = trace.metrics()
                    share = float(metrics.overhead) / float(metrics.span)
                    assert point == pytest.approx([metrics.mean_response, share], abs=1e-5)


def test_a_small_grid_is_whole_and_tells_its_reasons() -> None:
    grid = make_grid(Setting(PRESETS["staggered arrivals"](), [FCFS(), RR(2)], 0))
    assert all(tape["why"] for tape in grid["tapes"])
    assert not any(-1 in row for costs in grid["grid"] for row in costs)


def test_a_large_grid_is_a_cross_with_reasons_in_the_middle() -> None:
    grid = make_grid(Setting(random_workload(60, 1), [FCFS(), RR(2)], 1))
    rr, at = grid["grid"][1], grid["at"]
    assert -1 not in rr[at["cost"]]
    assert all(row[at["quantum"]] >= 0 for row in rr)
    away = [row for cost, row in enumerate(rr) if cost != at["cost"]]
    assert all(row.count(-1) == len(row) - 1 for row in away)
    told = [number for number, tape in enumerate(grid["tapes"]) if tape["why"]]
    home = [grid["grid"][0][at["cost"]][0], rr[at["cost"]][at["quantum"]]]
    assert told == home


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("A 0 7; B 0 3", 1, 8), ("A 0 30", 1, 40), ("A 0 400", 10, 600), ("A 0 0.7", 0.1, 0.8)],
)
def test_the_quanta_go_from_short_to_longer_than_every_burst(
    text: str, first: float, last: float
) -> None:
    workload, _ = from_text(text)
    found = quanta(Setting(workload, [RR(workload[0].cpu)], 0))
    assert (found[0], found[-1]) == (first, last)
    assert len(found) <= 21
    assert turns(workload, RR(found[0])) <= 5000


def test_a_quantum_of_ones_own_has_its_place_among_them() -> None:
    workload, _ = from_text("A 0 7; B 0 3")
    grid = make_grid(Setting(workload, [RR(Fraction(5, 2))], Fraction(1, 3)))
    assert [each["text"] for each in grid["quanta"]][:4] == ["1", "2", "5/2", "3"]
    assert "1/3" in [each["text"] for each in grid["costs"]]
    assert grid["tapes"][grid["grid"][0][grid["at"]["cost"]][grid["at"]["quantum"]]]["label"] == (
        "RR, quantum 5/2"
    )


def test_a_switch_as_long_as_the_boost_period_is_not_offered() -> None:
    grid = make_grid(Setting(PRESETS["gaming"](), [MLFQ(boost=1)], 0))
    assert max(each["value"] for each in grid["costs"]) < 1


def test_the_slices_and_allotments_of_a_mlfq_keep_their_ratios() -> None:
    policy = MLFQ((2, 4, 8), allotment=(4, 8, 16), boost=50)
    assert with_quantum(policy, 1) == MLFQ((1, 2, 4), allotment=(2, 4, 8), boost=50)
    assert with_quantum(policy, 0.5) == MLFQ((0.5, 1, 2), allotment=(1, 2, 4), boost=50)


@pytest.mark.parametrize("scene", PRESETS)
def test_a_scene_survives_as_text(scene: str) -> None:
    workload = PRESETS[scene]()
    assert from_text(to_text(workload)) == (workload, {})
    assert from_text(scene.upper()) == (workload, {})


def test_any_workload_survives_as_text() -> None:
    odd = [
        Job("a; b | c % d", 0, 1),
        Job("car 1", 0.25, (1, 0.5, 2)),
        Job("third", Fraction(1, 3), Fraction(2, 3), priority=-4),
        Job("%3B", 10**15, 1),
        Job("!x", 0, 1),
    ]
    again, _ = from_text(to_text(odd))
    assert list(again) == odd
    for seed in range(20):
        workload = random_workload(8, seed, io_bursts=2, priorities=3)
        assert from_text(to_text(workload))[0] == workload


def test_lines_do_as_well_as_semicolons() -> None:
    assert from_text("A 0 7\n B 1  5 ;\n") == from_text("A 0 7; B 1 5")
    assert from_text("A 0 7 | quantum 2 | switch 0,5")[1] == {"quantum": 2, "switch": 0.5}


def test_random_jobs_depend_on_their_seed_alone() -> None:
    assert random_jobs(3) == random_jobs(3) != random_jobs(4)

"""The state diagram: only legal moves, and the same states as the simulator's own replay."""

from __future__ import annotations

from itertools import chain

import pytest

from course.scheduling import FCFS, MLFQ, RR, SRTF, Job, Policy, simulate
from course.scheduling.replay import frames
from course.scheduling.workloads import random_workload
from course.widgets import StateDiagram
from course.widgets.state_diagram import scenarios, who
from course.widgets.state_moves import CAUSES, Phase, moves

POLICIES: list[Policy] = [FCFS(), SRTF(), RR(2), MLFQ()]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_moves_agree_with_the_replay_at_every_instant(policy: Policy, seed: int) -> None:
    trace = simulate(random_workload(5, seed, longest=5, gap=4, io_bursts=2), policy)
    made, names = moves(trace), trace.workload.names
    for frame in frames(trace):
        past = [move for move in made if float(move.time) <= frame["time"]]
        assert sorted(who(names, past, Phase.READY)) == sorted(chain(*frame["ready"]))
        assert who(names, past, Phase.RUNNING) == [each for each in frame["running"] if each]
        assert sorted(who(names, past, Phase.BLOCKED)) == sorted(frame["blocked"])
        assert sorted(who(names, past, Phase.ENDED)) == sorted(frame["finished"])


@pytest.mark.parametrize("seed", range(5))
def test_every_move_is_legal_and_begins_where_the_one_before_ended(seed: int) -> None:
    trace = simulate(random_workload(4, seed, longest=4, gap=3, io_bursts=2), RR(2))
    for name in trace.workload.names:
        own = [move for move in moves(trace) if move.name == name]
        assert all((move.source, move.target) in CAUSES for move in own)
        assert [move.source for move in own] == [None, *(move.target for move in own[:-1])]
        assert own[-1].target is Phase.ENDED


def test_no_move_leads_from_blocked_to_running() -> None:
    assert (Phase.BLOCKED, Phase.RUNNING) not in CAUSES


def test_the_pages_say_what_happens_and_why() -> None:
    widget = StateDiagram([Job("A", 0, (1, 2, 1))])
    assert [page.words.split(",", 1)[-1].strip() for page in widget.pages()[1:]] == [
        "A is created: it is started.",
        "A goes from created to ready: it is admitted.",
        "A goes from ready to running: the scheduler gives it the CPU.",
        "A goes from running to blocked: it asks for I/O and has to wait. "
        "Even a free CPU would be of no use to it now.",
        "A goes from blocked to ready: what it waited for has happened. "
        "It does not run yet: it queues for the CPU as every ready process does.",
        "A goes from ready to running: the scheduler gives it the CPU.",
        "A goes from running to ended: it is finished.",
    ]
    assert widget.pages()[4].rows == (("A", "blocked", "1", "it asks for I/O and has to wait"),)
    assert widget.pages()[0].rows[0][1] == "not there yet"


def test_a_slice_that_is_used_up_is_told_from_a_preemption() -> None:
    causes = {move.cause for move in moves(simulate([Job("A", 0, 4), Job("B", 1, 1)], RR(2)))}
    assert "its time slice is used up" in causes
    causes = {move.cause for move in moves(simulate([Job("A", 0, 4), Job("B", 1, 1)], SRTF()))}
    assert "a process that goes first takes the CPU" in causes


def test_each_scenario_has_something_to_wait_for() -> None:
    for jobs in scenarios().values():
        assert any(move.target is Phase.BLOCKED for move in moves(simulate(jobs, RR(3))))


def test_the_run_of_a_trace_can_be_shown() -> None:
    trace = simulate([Job("A", 0, 1)], FCFS())
    assert len(StateDiagram(trace).pages()) == 5

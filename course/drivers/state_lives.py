"""Lesson 5: the life of each process of a simulated run, as its states, and a problem about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count, pairwise
from typing import TypeAlias

from course.scheduling import FCFS, RR, End, Entry, Policy, Trace, simulate
from course.scheduling.problems import Problem, problem

Life: TypeAlias = "list[tuple[int, str]]"  # (time, the state that begins then), in order
Lives: TypeAlias = "dict[str, Life]"

SIGNS = {"running": "█", "ready": "○", "blocked": "~"}


def lives_of(trace: Trace) -> Lives:
    """Return the life of each process: ready when it arrives, then each state as it begins.

    A process that gets the CPU in the instant in which it became ready was ready for no time; both
    states are listed.
    """
    lives: Lives = {name: [] for name in trace.workload.names}
    for name, life in lives.items():
        entries = [each for each in trace.ready_events if each.name == name]
        turns = [each for each in trace.slices if each.name == name]
        for entry, turn in zip(entries, turns, strict=True):
            life += [(_whole(entry.time), "ready"), (_whole(turn.start), "running")]
            if turn.ended is End.BLOCKED:
                life.append((_whole(turn.end), "blocked"))
            elif turn.ended is End.FINISHED:
                life.append((_whole(turn.end), "ended"))
    return lives


def chart(lives: Mapping[str, Life]) -> str:
    """Draw lives as text: a row for each process, a sign for each unit of time."""
    wide = max(len(name) for name in [*lives, "time"])
    end = max(life[-1][0] for life in lives.values())
    axis = "".join(str(time).ljust(5) for time in range(0, end + 1, 5)).rstrip()
    rows = [f"{'time':<{wide}}  {axis}"]
    for name, life in lives.items():
        line = [" "] * end
        for (begin, state), (until, _) in pairwise(life):
            line[begin:until] = SIGNS[state] * (until - begin)
        rows.append(f"{name:<{wide}}  {''.join(line)}".rstrip())
    legend = "   ".join(f"{sign} {state}" for state, sign in SIGNS.items())
    return "\n".join([*rows, legend])


def lives_problem(seed: int) -> Problem:
    """Return the first problem from a seed in which all that can happen to three processes does.

    A slice is used up; one that comes back from I/O must wait, another gets the CPU at once; the
    rule for ties matters, and so does the slice.
    """
    for number in count(seed):
        asked = problem("RR", number, jobs=3, io=True)
        trace = simulate(asked.workload, asked.policy)
        right = lives_of(trace)
        back = [life[at + 1 : at + 3] for life in right.values() for at in _blocks(life)]
        waits = {running[0] > ready[0] for ready, running in back}
        if (
            waits == {True, False}
            and 15 <= sum(map(len, right.values())) <= 20
            and sum(each.cause is Entry.EXPIRED for each in trace.ready_events) in (2, 3)
            and right != lives_under(asked, other_rule(asked))
            and right != lives_under(asked, FCFS())
        ):
            return asked
    raise AssertionError("count() never ends")


def lives_under(asked: Problem, policy: Policy | None = None) -> Lives:
    """Return the lives of a problem's processes, under another policy if one is given."""
    return lives_of(simulate(asked.workload, policy or asked.policy))


def other_rule(asked: Problem) -> RR:
    """Return the problem's policy with the other rule for ties."""
    assert isinstance(asked.policy, RR)
    arrivals = asked.policy.preempted_first
    return replace(asked.policy, tie="arrivals first" if arrivals else "preempted first")


def taken_for(said: Mapping[str, Life], right: Mapping[str, Life], one: str, other: str) -> bool:
    """Tell whether somewhere in `said` a state `one` of the right lives is called `other`."""
    return any(
        (time, other) in map(tuple, said[name]) and (time, other) not in life
        for name, life in right.items()
        for time, state in life
        if state == one
    )


def straight(said: Mapping[str, Life], one: str, other: str) -> bool:
    """Tell whether somewhere in `said` the state `other` follows `one` directly."""
    return any(
        (life[at][1], life[at + 1][1]) == (one, other)
        for life in said.values()
        for at in range(len(life) - 1)
    )


def stretches(said: Mapping[str, Life], state: str) -> dict[str, list[tuple[int, int]]]:
    """Return from when to when each process was in `state`, stays of no time left out."""
    return {
        name: [
            (begin, end)
            for (begin, found), (end, _) in pairwise(life)
            if found == state and begin < end
        ]
        for name, life in said.items()
    }


def _blocks(life: Life) -> list[int]:
    return [at for at, (_, state) in enumerate(life) if state == "blocked"]


def _whole(time: object) -> int:
    assert isinstance(time, int)
    return time

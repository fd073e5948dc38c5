"""Workloads to try policies on: classic scenes, and random ones that a seed fixes."""

from __future__ import annotations

import random

from course.scheduling.jobs import Job, Workload
from course.scheduling.times import checked_count


def convoy(cars: int = 4) -> Workload:
    """One slow truck comes first, and quick cars line up behind it (the convoy effect)."""
    checked_count(cars, "cars", least=1, most=1000)
    return Workload([Job("truck", 0, 20), *(Job(f"car {at}", at, 2) for at in range(1, cars + 1))])


def staggered() -> Workload:
    """Four processes that come one after the other: every policy orders them differently."""
    return Workload([Job("A", 0, 7), Job("B", 1, 5), Job("C", 3, 2), Job("D", 4, 4)])


def interactive_and_batch() -> Workload:
    """An editor and a shell that mostly wait for the user, beside two long computations."""
    return Workload(
        [
            Job("render", 0, 30),
            Job("train", 0, 24),
            Job("editor", 1, (1, 5) * 5 + (1,), priority=-5),
            Job("shell", 2, (2, 8, 1, 8, 2), priority=-5),
        ]
    )


def starvation(short: int = 12) -> Workload:
    """A long job in a stream of short ones, one every 2: whoever favours short jobs forgets it."""
    checked_count(short, "short", least=1, most=10_000)
    stream = (Job(f"short {at + 1}", 2 * at, 2, priority=1) for at in range(short))
    return Workload([Job("long", 0, 10, priority=5), *stream])


def gaming(slice_length: int = 4, rounds: int = 8) -> Workload:
    """A gamer that blocks for an instant just before its slice ends, beside an honest job."""
    checked_count(slice_length, "slice_length", least=2, most=10**6)
    checked_count(rounds, "rounds", least=1, most=10_000)
    turn = slice_length - 1
    return Workload(
        [
            Job("honest", 0, turn * (rounds + 1)),
            Job("gamer", 0, (turn, 1) * rounds + (turn,)),
        ]
    )


def random_workload(
    jobs: int,
    seed: int,
    *,
    longest: int = 10,
    gap: int = 11,
    io_bursts: int = 0,
    priorities: int = 1,
) -> Workload:
    """Draw jobs with CPU bursts of 1 to `longest`, arriving 0 to `gap` apart.

    With `io_bursts` a job blocks up to that many times, for 1 to `longest` each. Priorities are
    drawn below `priorities`. The same arguments give the same workload on every system.
    """
    checked_count(jobs, "jobs", least=1, most=10**7)
    checked_count(longest, "longest", least=1, most=10**9)
    checked_count(gap, "gap", least=0, most=10**9)
    checked_count(io_bursts, "io_bursts", least=0, most=1000)
    checked_count(priorities, "priorities", least=1, most=10**6)
    draw = random.Random(checked_count(seed, "the seed", least=-(2**63), most=2**63)).randint
    drawn, arrival = [], 0
    for at in range(jobs):
        blocks = draw(0, io_bursts)
        bursts = [draw(1, longest) for _ in range(2 * blocks + 1)]
        drawn.append(Job(f"P{at + 1}", arrival, bursts, draw(0, priorities - 1)))
        arrival += draw(0, gap)
    return Workload(drawn)

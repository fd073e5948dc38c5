"""All that the sliders can reach, worked out before they move.

A trip to Python and back takes longer than one picture of a screen may (16 ms), and a saved
notebook has no Python at all. So the frame holds a tape for every position of the two sliders
where that is small (the usual case), otherwise for every position that one slider reaches from
where the two are; then the page asks for the others when it rests.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from course.scheduling import MLFQ, RR, Policy, Time, Trace, Workload, measure, simulate
from course.scheduling.times import checked_time, exact, plain, show
from course.widgets.gantt_tape import Tape, tape_of

MOST_POLICIES = 8
MOST_SLICES = 5000
"""Turns that one row of the chart can show."""
SMALL = 2400
"""Turns in all tapes up to which the whole grid is sent, reasons included."""

_LADDER = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 25, 30, 40, 60, 100)
_COSTS = (0, 0.1, 0.25, 0.5, 1, 2)


@dataclass(frozen=True)
class Setting:
    """What is simulated: the sliders move `quantum` of one policy and `switch_cost` of all."""

    workload: Workload
    policies: Sequence[Policy]
    switch_cost: Time = 0
    sliding: int | None = field(init=False)
    """Which policy the quantum slider moves: the first RR, else the first MLFQ."""

    def __post_init__(self) -> None:
        policies = tuple(self.policies)
        if not policies:
            raise ValueError("there is no policy; give at least one, such as FCFS()")
        if len(policies) > MOST_POLICIES:
            raise ValueError(f"there are {len(policies)} policies; the chart draws {MOST_POLICIES}")
        for policy in policies:
            if not isinstance(policy, Policy):
                raise TypeError(f"a policy is {policy!r}; give policies such as FCFS() or RR(2)")
        checked_time(self.switch_cost, "the switch cost", zero=True)
        object.__setattr__(self, "policies", policies)
        several = [at for at, policy in enumerate(policies) if isinstance(policy, RR)]
        several += [at for at, policy in enumerate(policies) if isinstance(policy, MLFQ)]
        object.__setattr__(self, "sliding", several[0] if several else None)
        for policy in policies:
            check_size(self.workload, policy)

    @property
    def quantum(self) -> Time | None:
        """Where the quantum slider is."""
        return None if self.sliding is None else quantum_of(self.policies[self.sliding])

    def at(self, quantum: Time | None, switch_cost: Time) -> Setting:
        """Return the setting with the sliders somewhere else."""
        policies = list(self.policies)
        if self.sliding is not None and quantum is not None:
            policies[self.sliding] = with_quantum(policies[self.sliding], quantum)
        return replace(self, policies=policies, switch_cost=switch_cost)

    def trace(self, policy: Policy) -> Trace:
        """Run one policy."""
        return simulate(self.workload, policy, switch_cost=self.switch_cost)


def quantum_of(policy: Policy) -> Time:
    """Return the quantum of RR, or the first slice of MLFQ."""
    assert isinstance(policy, RR | MLFQ)
    return policy.quantum if isinstance(policy, RR) else policy.slices[0]


def with_quantum(policy: Policy, quantum: Time) -> Policy:
    """Return the policy with another quantum; slices and allotments of MLFQ keep their ratios."""
    if isinstance(policy, RR):
        return replace(policy, quantum=quantum)
    assert isinstance(policy, MLFQ)
    if quantum == policy.slices[0]:
        return policy

    first, allotment = policy.slices[0], policy.allotment

    def scaled(times: Sequence[Time]) -> tuple[Time, ...]:
        found = [exact(each) * exact(quantum) / exact(first) for each in times]
        return tuple(int(each) if each.denominator == 1 else float(each) for each in found)

    return replace(
        policy,
        slices=scaled(policy.slices),
        allotment=scaled(allotment) if isinstance(allotment, Sequence) else None,
    )


def turns(workload: Workload, policy: Policy) -> int:
    """Return about how many turns a policy makes of a workload."""
    shortest = min(policy.numbers(), default=None)
    bursts = [burst for job in workload for burst in job.bursts[::2]]
    return len(bursts) if shortest is None else sum(math.ceil(each / shortest) for each in bursts)


def check_size(workload: Workload, policy: Policy) -> None:
    """Refuse what nobody could look at."""
    if (many := turns(workload, policy)) > MOST_SLICES:
        raise ValueError(
            f"{policy} would cut this workload into about {many:,} turns; the chart draws "
            f"{MOST_SLICES:,}: choose a longer quantum or shorter bursts"
        )


def quanta(setting: Setting) -> list[Time]:
    """Return the quanta worth trying: up to one more than the longest burst, where RR is FCFS."""
    if setting.sliding is None or setting.quantum is None:
        return []
    longest = max(burst for job in setting.workload for burst in job.bursts[::2])
    power = math.ceil(math.log10(longest / 100)) if longest > 100 else 0
    power = math.floor(math.log10(longest / 3)) if longest < 3 else power
    steps = [_times_ten(step, power) for step in _LADDER]
    enough = next((at for at, step in enumerate(steps) if step > longest), len(steps))
    policy = setting.policies[setting.sliding]
    fitting = {
        step
        for step in steps[: enough + 1]
        if turns(setting.workload, with_quantum(policy, step)) <= MOST_SLICES
    }
    return sorted({setting.quantum, *fitting})


def costs(setting: Setting) -> list[Time]:
    """Return the switch costs worth trying."""
    longest = max(burst for job in setting.workload for burst in job.bursts[::2])
    power = math.ceil(math.log10(longest / 100)) if longest > 100 else 0
    boosts = (each.boost for each in setting.policies if isinstance(each, MLFQ))
    boost = min((each for each in boosts if each is not None), default=math.inf)
    steps = {_times_ten(step, power) for step in _COSTS}
    return sorted({setting.switch_cost, *(step for step in steps if step < boost)})


def _times_ten(step: Time, power: int) -> Time:
    if power < 0:
        return float(f"{step}e{power}")
    value = step * 10**power
    return int(value) if value == int(value) else value


def make_grid(setting: Setting) -> dict[str, Any]:
    """Return the part of a frame that the sliders choose from.

    `grid[policy][cost][quantum]` is the number of a tape, or -1 where the page must ask; policies
    that the quantum does not move have one tape for each cost. `curve[cost][quantum]` is the mean
    response and the share of time spent on switching.
    """
    all_quanta, all_costs = quanta(setting), costs(setting)
    here = setting.quantum, setting.switch_cost
    sizes = [
        turns(setting.workload, with_quantum(setting.policies[setting.sliding], each))
        for each in all_quanta
        if setting.sliding is not None
    ]
    others = sum(turns(setting.workload, each) for each in setting.policies)
    whole = (sum(sizes) + others) * len(all_costs) <= SMALL
    tapes: list[Tape] = []
    grid: list[list[list[int]]] = []

    def add(there: Setting, place: int, reasons: bool) -> int:
        tapes.append(tape_of(there.trace(there.policies[place]), reasons=reasons))
        return len(tapes) - 1

    for place in range(len(setting.policies)):
        grid.append([])
        for cost in all_costs:
            row = []
            for quantum in all_quanta if place == setting.sliding else [setting.quantum]:
                at_home = (quantum, cost) == here
                if whole or quantum == here[0] or cost == here[1]:
                    row.append(add(setting.at(quantum, cost), place, whole or at_home))
                else:
                    row.append(-1)
            grid[-1].append(row)
    return {
        "tapes": tapes,
        "grid": grid,
        "sliding": setting.sliding,
        "slider": _slider(setting),
        "quanta": [{"value": plain(each), "text": show(each)} for each in all_quanta],
        "costs": [{"value": plain(each), "text": show(each)} for each in all_costs],
        "at": {
            "quantum": all_quanta.index(here[0]) if here[0] is not None else 0,
            "cost": all_costs.index(here[1]),
        },
        "curve": [[_point(setting.at(each, cost)) for each in all_quanta] for cost in all_costs],
    }


def _slider(setting: Setting) -> str:
    """Return what the first slider is called."""
    sliding = None if setting.sliding is None else setting.policies[setting.sliding]
    return "First slice" if isinstance(sliding, MLFQ) else "Quantum"


def _point(setting: Setting) -> list[float]:
    assert setting.sliding is not None
    policy = setting.policies[setting.sliding]
    found = measure(setting.workload, policy, switch_cost=setting.switch_cost)
    return [round(found.mean_response, 6), round(float(found.overhead / found.span), 6)]

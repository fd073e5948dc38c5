"""Every policy against a slow scheduler that was written on its own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.scheduling import Job, Policy, Trace, measure, simulate
from tests.unit.scheduling.oracle import IDLE, SWITCHING, Oracle
from tests.unit.scheduling.strategies import BY_NAME, workloads


def rows(trace: Trace, until: int) -> list[list[str]]:
    """Draw what every CPU did in every tick."""
    drawn = [[IDLE] * until for _ in range(trace.cpus)]
    for each in trace.slices:
        for tick in range(int(each.dispatched), int(each.start)):
            drawn[each.cpu][tick] = SWITCHING
        for tick in range(int(each.start), int(each.end)):
            drawn[each.cpu][tick] = f"{each.name}{each.level}"
    return drawn


def assert_same(jobs: list[Job], policy: Policy, cpus: int, cost: int) -> None:
    oracle = Oracle(jobs, policy, cpus, cost)
    trace = simulate(jobs, policy, cpus=cpus, switch_cost=cost)
    assert rows(trace, oracle.now) == [[*cpu.rows] for cpu in oracle.cpus]
    assert [row.completion for row in trace.jobs.values()] == [p.done for p in oracle.all]
    assert [row.response + row.arrival for row in trace.jobs.values()] == [
        p.first for p in oracle.all
    ]
    metrics = trace.metrics()
    assert (metrics.dispatches, metrics.switches) == (oracle.dispatches, oracle.switches)
    assert metrics.overhead == sum(cpu.rows.count(SWITCHING) for cpu in oracle.cpus)
    assert measure(jobs, policy, cpus=cpus, switch_cost=cost) == metrics


@pytest.mark.parametrize("name", BY_NAME)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_policy_equals_the_oracle_on_one_cpu(name: str, data: st.DataObject) -> None:
    jobs = data.draw(workloads(io=False))
    assert_same(jobs, data.draw(BY_NAME[name]), 1, data.draw(st.integers(0, 2)))


@pytest.mark.parametrize("name", BY_NAME)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_policy_equals_the_oracle_with_io_and_several_cpus(
    name: str, data: st.DataObject
) -> None:
    jobs = data.draw(workloads())
    cpus, cost = data.draw(st.integers(1, 3)), data.draw(st.integers(0, 3))
    assert_same(jobs, data.draw(BY_NAME[name]), cpus, cost)

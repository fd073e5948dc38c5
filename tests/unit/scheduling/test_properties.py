"""What must hold for every workload, whatever the policy."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, permutations

import hypothesis.strategies as st
from hypothesis import given, settings

from course.scheduling import FCFS, MLFQ, RR, SJF, SRTF, End, Job, Policy, Trace, simulate
from tests.unit.scheduling.strategies import mlfq, mlfqs, policies, rr, workloads

machines = st.fixed_dictionaries({"cpus": st.integers(1, 3), "switch_cost": st.integers(0, 2)})
relaxed = settings(max_examples=80, deadline=None)


def run(jobs: list[Job], policy: Policy, machine: dict[str, int]) -> Trace:
    return simulate(jobs, policy, cpus=machine["cpus"], switch_cost=machine["switch_cost"])


@relaxed
@given(workloads(), policies, machines)
def test_work_is_conserved(jobs: list[Job], policy: Policy, machine: dict[str, int]) -> None:
    trace = run(jobs, policy, machine)
    for job in jobs:
        assert sum(each.length for each in trace.slices if each.name == job.name) == job.cpu


@relaxed
@given(workloads(), policies, machines)
def test_slices_of_one_cpu_never_overlap(
    jobs: list[Job], policy: Policy, machine: dict[str, int]
) -> None:
    trace = run(jobs, policy, machine)
    for cpu in range(machine["cpus"]):
        mine = [each for each in trace.slices if each.cpu == cpu]
        assert all(one.end <= other.dispatched for one, other in pairwise(mine))
        assert all(each.dispatched <= each.start <= each.end for each in mine)


@relaxed
@given(workloads(), policies, machines)
def test_a_job_is_never_on_two_cpus_nor_before_its_arrival_nor_during_its_io(
    jobs: list[Job], policy: Policy, machine: dict[str, int]
) -> None:
    trace = run(jobs, policy, machine)
    for job in jobs:
        mine = [each for each in trace.slices if each.name == job.name]
        assert mine[0].dispatched >= job.arrival
        waits = list(job.bursts[1::2])
        for one, other in pairwise(mine):
            blocked = waits.pop(0) if one.ended is End.BLOCKED else 0
            assert other.dispatched >= one.end + blocked
        assert not waits
        assert mine[-1].ended is End.FINISHED


@relaxed
@given(workloads(), policies, machines)
def test_no_cpu_is_idle_while_a_job_is_ready(
    jobs: list[Job], policy: Policy, machine: dict[str, int]
) -> None:
    for frame in run(jobs, policy, machine).to_dict()["frames"]:
        assert None not in frame["running"] or not any(frame["ready"])


@relaxed
@given(workloads(), policies, machines)
def test_every_job_is_in_one_state_at_a_time(
    jobs: list[Job], policy: Policy, machine: dict[str, int]
) -> None:
    frames = run(jobs, policy, machine).to_dict()["frames"]
    for frame in frames:
        ready = [name for lane in frame["ready"] for name in lane]
        running = [name for name in frame["running"] if name is not None]
        here = [*ready, *running, *frame["blocked"], *frame["finished"]]
        assert sorted(here) == sorted(job.name for job in jobs if job.arrival <= frame["time"])
    assert sorted(frames[-1]["finished"]) == sorted(job.name for job in jobs)


@relaxed
@given(workloads(io=False), st.integers(0, 2))
def test_fcfs_runs_in_order_of_arrival(jobs: list[Job], cost: int) -> None:
    trace = simulate(jobs, FCFS(), switch_cost=cost)
    expected = [job.name for job in sorted(jobs, key=lambda job: job.arrival)]
    assert [each.name for each in trace.slices] == expected


@relaxed
@given(workloads(), machines, st.sampled_from(["arrivals first", "preempted first"]))
def test_rr_with_a_huge_slice_is_fcfs(jobs: list[Job], machine: dict[str, int], tie: str) -> None:
    rr, fcfs = run(jobs, RR(10**9, tie), machine), run(jobs, FCFS(), machine)  # type: ignore[arg-type]
    assert list(rr.slices) == list(fcfs.slices)


@settings(max_examples=80, deadline=None)
@given(workloads(io=False, most=4))
def test_srtf_has_the_best_mean_turnaround_of_all_schedules(jobs: list[Job]) -> None:
    """Brute force: some order of urgency, preempting in whole ticks, gives the best schedule."""

    def total(urgency: tuple[int, ...]) -> int:
        left, now, done = [int(job.cpu) for job in jobs], 0, 0
        while any(left):
            here = [at for at in urgency if left[at] and jobs[at].arrival <= now]
            now += 1
            if here:
                left[here[0]] -= 1
                done += 0 if left[here[0]] else now
        return done

    best = min(map(total, permutations(range(len(jobs)))))
    assert sum(row.completion for row in simulate(jobs, SRTF()).jobs.values()) == best


@settings(max_examples=80, deadline=None)
@given(workloads(io=False, most=5))
def test_sjf_has_the_best_mean_waiting_when_all_arrive_together(jobs: list[Job]) -> None:
    together = [Job(job.name, 0, job.bursts) for job in jobs]
    best = min(
        simulate(list(order), FCFS()).metrics().mean_waiting for order in permutations(together)
    )
    assert abs(simulate(together, SJF()).metrics().mean_waiting - best) < 1e-9


@relaxed
@given(workloads(), mlfq, machines)
def test_a_queue_of_mlfq_runs_only_while_those_above_are_empty(
    jobs: list[Job], policy: MLFQ, machine: dict[str, int]
) -> None:
    trace = run(jobs, policy, machine)
    on = {}
    for frame in trace.to_dict()["frames"]:
        for index in frame["decisions"]:
            on[trace.slices[index].cpu] = trace.slices[index].level
        filled = [level for level, lane in enumerate(frame["ready"]) if lane]
        levels = [on[cpu] for cpu, name in enumerate(frame["running"]) if name is not None]
        assert not filled or max(levels) <= min(filled)


@relaxed
@given(workloads(), mlfqs(allotments=False, boosts=False), machines)
def test_mlfq_demotes_after_a_whole_slice_and_only_then(
    jobs: list[Job], policy: MLFQ, machine: dict[str, int]
) -> None:
    trace = run(jobs, policy, machine)
    bottom = len(policy.slices) - 1
    for job in jobs:
        mine = [each for each in trace.slices if each.name == job.name]
        assert mine[0].level == 0
        for one, other in pairwise(mine):
            used_up = one.ended is End.EXPIRED
            assert not used_up or one.length == policy.slices[one.level]
            assert other.level == min(bottom, one.level + used_up)


@relaxed
@given(workloads(), mlfqs(allotments=True, boosts=False), machines)
def test_mlfq_demotes_when_the_allotment_is_used_in_however_many_turns(
    jobs: list[Job], policy: MLFQ, machine: dict[str, int]
) -> None:
    trace = run(jobs, policy, machine)
    assert isinstance(policy.allotment, tuple)
    for job in jobs:
        level = used = 0
        for each in (each for each in trace.slices if each.name == job.name):
            assert each.level == level
            used += int(each.length)
            if level < len(policy.slices) - 1:
                assert used <= policy.allotment[level]
                if used == policy.allotment[level]:
                    level, used = level + 1, 0


@relaxed
@given(workloads(), mlfqs(boosts=True), machines)
def test_a_boost_puts_everyone_into_the_top_queue(
    jobs: list[Job], policy: MLFQ, machine: dict[str, int]
) -> None:
    trace = run(jobs, policy, machine)
    assert isinstance(policy.boost, int)
    for frame in trace.to_dict()["frames"]:
        if frame["time"] and frame["time"] % policy.boost == 0:
            assert not any(frame["ready"][1:])
            started = {trace.slices[index].name for index in frame["decisions"]}
            assert started >= {name for name in frame["running"] if name is not None}
    for job in jobs:
        mine = [each for each in trace.slices if each.name == job.name]
        for one, other in pairwise(mine):
            if one.end // policy.boost < other.dispatched // policy.boost:
                since = other.dispatched // policy.boost * policy.boost
                entered = max(
                    event.time
                    for event in trace.ready_events
                    if event.time <= other.dispatched and event.name in (job.name, None)
                )
                assert entered >= since
                assert other.level == 0


@relaxed
@given(workloads(), rr, machines)
def test_no_slice_of_rr_is_longer_than_the_quantum(
    jobs: list[Job], policy: RR, machine: dict[str, int]
) -> None:
    trace = run(jobs, policy, machine)
    for each in trace.slices:
        assert each.length <= policy.quantum
        assert each.ended is not End.EXPIRED or each.length == policy.quantum


@relaxed
@given(workloads(), policies, st.sampled_from([Fraction(1, 3), 0.1, 0.25]))
def test_the_unit_of_time_does_not_matter(
    jobs: list[Job], policy: Policy, unit: Fraction | float
) -> None:
    """Tenths as floats: 0.1 + 0.2 must meet 0.3 for ties to stay ties."""
    whole = simulate(jobs, policy)

    def scaled(number: float | Fraction) -> Fraction | float:
        return number * unit if isinstance(unit, Fraction) else round(float(number) * unit, 6)

    small = [
        Job(job.name, scaled(job.arrival), map(scaled, job.bursts), job.priority) for job in jobs
    ]
    changes = {
        name: tuple(map(scaled, value)) if isinstance(value, tuple) else scaled(value)
        for name, value in vars(policy).items()
        if name in ("quantum", "slices", "allotment", "boost") and value is not None
    }
    trace = simulate(small, type(policy)(**{**vars(policy), **changes}))
    assert [(each.name, each.level, each.ended) for each in trace.slices] == [
        (each.name, each.level, each.ended) for each in whole.slices
    ]
    for one, other in zip(whole.slices, trace.slices, strict=True):
        assert abs(scaled(one.end) - other.end) < 1e-9

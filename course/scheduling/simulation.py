"""The door to the simulators: check what comes in, choose the lane, run."""

from __future__ import annotations

from collections.abc import Iterable

from course.scheduling.express import run_fcfs, run_rr
from course.scheduling.jobs import Job, Table, Workload
from course.scheduling.log import Log, Run
from course.scheduling.machine import Machine
from course.scheduling.metrics import Metrics, summarise
from course.scheduling.policies import FCFS, MLFQ, RR, Policy
from course.scheduling.times import Ticks, Time, checked_count, checked_time, show
from course.scheduling.trace import Trace

MOST_SLICES = 50_000_000


def simulate(jobs: Iterable[Job], policy: Policy, *, cpus: int = 1, switch_cost: Time = 0) -> Trace:
    """Run the jobs under a policy and return the trace: every slice, every entry, every reason.

    `switch_cost` is what a CPU spends whenever it goes from one job to another; its first dispatch
    is free. A `Workload` is checked once: make one to run it under several policies.
    """
    workload, ticks, run = _run(jobs, policy, cpus, switch_cost, logged=True)
    return Trace(workload, policy, cpus, switch_cost, ticks, run)


def measure(
    jobs: Iterable[Job], policy: Policy, *, cpus: int = 1, switch_cost: Time = 0
) -> Metrics:
    """Run the jobs like `simulate`, but keep no trace: only the metrics, for very long runs."""
    workload, ticks, run = _run(jobs, policy, cpus, switch_cost, logged=False)
    return summarise(workload.table(ticks), ticks, run, cpus)


def _run(
    jobs: Iterable[Job], policy: Policy, cpus: int, switch_cost: Time, *, logged: bool
) -> tuple[Workload, Ticks, Run]:
    workload = jobs if isinstance(jobs, Workload) else Workload(jobs)
    if isinstance(policy, type) and issubclass(policy, Policy):
        raise TypeError(f"the policy is the class {policy.__name__}; call it: {policy.__name__}()")
    if not isinstance(policy, Policy):
        raise TypeError(f"the policy is {policy!r}; give a policy such as FCFS() or RR(2)")
    checked_count(cpus, "cpus", least=1, most=1024)
    checked_time(switch_cost, "the switch cost", zero=True)
    ticks = Ticks.fitting((*policy.numbers(), switch_cost)).together(workload.ticks)
    table = workload.table(ticks)
    _refuse_endless(table, policy, ticks, switch_cost)
    cost, tie = ticks.ticks(switch_cost), policy.line_up(table)
    alone = cpus == 1 and not table.has_io
    if alone and isinstance(policy, FCFS):
        run = run_fcfs(table, table.in_order(tie), switch_cost=cost)
    elif alone and isinstance(policy, RR):
        run = run_rr(
            table,
            table.in_order(tie),
            quantum=ticks.ticks(policy.quantum),
            switch_cost=cost,
            preempted_first=policy.preempted_first,
            logged=logged,
        )
    else:
        run = Machine(
            table,
            policy.ready_queue(table, ticks),
            cpus=cpus,
            switch_cost=cost,
            preempted_first=policy.preempted_first,
            tie=tie,
            log=Log() if logged else None,
        ).go()
    return workload, ticks, run


def _refuse_endless(table: Table, policy: Policy, ticks: Ticks, switch_cost: Time) -> None:
    """Refuse a run that would never end, or take minutes and gigabytes."""
    if isinstance(policy, MLFQ) and policy.boost is not None and policy.boost <= switch_cost:
        raise ValueError(
            f"the boost period {show(policy.boost)} is not longer than the switch cost "
            f"{show(switch_cost)}, so no process would ever run; choose a longer period"
        )
    slices = table.total_cpu // min(map(ticks.ticks, policy.numbers()), default=table.total_cpu)
    if slices > MOST_SLICES:
        raise ValueError(
            f"this run could take {slices:,} slices; "
            "give the policy longer slices (or boost period), or the jobs shorter bursts"
        )

"""Measure the scheduling simulators: cost per dispatch, growth, memory, and simpy beside them.

    python benchmarks/simulators.py            # to a million jobs, about two minutes
    python benchmarks/simulators.py --quick    # to 10^5 jobs

Every ratio is of CPU times taken in this run, the two sides in turn. Exits 1 if a bound is missed.
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Generator
from statistics import median
from time import process_time
from typing import Any

import psutil
import simpy
from rich.console import Console
from rich.table import Table

from course.scheduling import (
    FCFS,
    MLFQ,
    RR,
    SJF,
    SRTF,
    Policy,
    Priority,
    Workload,
    measure,
    simulate,
)
from course.scheduling.workloads import random_workload

MOST_GROWTH = 1.5
LEAST_SPEEDUP = 20.0
MOST_MEMORY = 1 << 30
POLICIES: dict[str, Policy] = {
    "FCFS": FCFS(),
    "RR": RR(4),
    "SJF": SJF(),
    "SRTF": SRTF(),
    "Priority": Priority(preemptive=True),
    "MLFQ": MLFQ((1, 2, 4), allotment=(2, 4, 8), boost=200),
}


def seconds(work: Callable[..., Any], *given: Any) -> float:
    """Return the CPU time of one call."""
    began = process_time()
    work(*given)
    return process_time() - began


def steady(jobs: int) -> Workload:
    """Return a workload that keeps one CPU nine tenths busy."""
    workload = random_workload(jobs, seed=1, longest=10, gap=12, priorities=5)
    measure(workload, FCFS())  # makes the columns, which all runs share
    return workload


def growth(sizes: list[int]) -> tuple[Table, bool]:
    """Measure the cost per dispatch of every policy at every size."""
    table = Table(
        "policy",
        *(f"{size:,} jobs" for size in sizes),
        "growth",
        title="µs a dispatch (million dispatches a second)",
    )
    ok = True
    workloads = [steady(size) for size in sizes]
    for name, policy in POLICIES.items():
        costs = [float("inf")] * len(sizes)
        for _ in range(3):  # a shared machine has bad moments: keep the best of each
            for at, workload in enumerate(workloads):
                dispatches = measure(workload, policy).dispatches
                repeats = max(1, 30_000 // sizes[at])
                best = min(seconds(measure, workload, policy) for _ in range(repeats))
                costs[at] = min(costs[at], best / dispatches)
            ratio = costs[-1] / costs[0]
            if ratio <= MOST_GROWTH:
                break
        ok = ok and ratio <= MOST_GROWTH
        cells = (f"{cost * 1e6:.2f} ({1e-6 / cost:.2f} M/s)" for cost in costs)
        table.add_row(name, *cells, f"{ratio:.2f}")
    return table, ok


def simpy_run(workload: Workload, quantum: int | None) -> list[int]:
    """Run FCFS (no quantum) or RR with simpy; return the completion times."""
    env = simpy.Environment()
    cpu = simpy.Resource(env, capacity=1)
    done = [0] * len(workload)

    def job(at: int, left: int) -> Generator[Any, Any, None]:
        while left:
            run = left if quantum is None else min(quantum, left)
            with cpu.request() as turn:
                yield turn
                yield env.timeout(run)
            left -= run
        done[at] = int(env.now)

    def arrivals() -> Generator[Any, Any, None]:
        for at, each in enumerate(workload):
            if each.arrival > env.now:
                yield env.timeout(each.arrival - env.now)
            env.process(job(at, int(each.bursts[0])))

    env.process(arrivals())
    env.run()
    return done


def against_simpy(jobs: int, rounds: int) -> tuple[Table, bool]:
    """Run the same models with simpy and with `simulate` (fully traced), in turn."""
    table = Table("model", "simpy", "simulate", "times as fast", title=f"{jobs:,} jobs, seconds")
    # A fine unit of time: an arrival seldom meets the end of a slice, for which simpy has no rule.
    workload = random_workload(jobs, seed=2, longest=250, gap=300)
    models: list[tuple[str, int | None, Policy]] = [
        ("FCFS", None, FCFS()),
        ("RR", 100, RR(100)),
    ]
    ok = True
    for name, quantum, policy in models:
        theirs_done = simpy_run(workload, quantum)
        ours_done = simulate(workload, policy).run.done
        gap = abs(sum(theirs_done) / sum(ours_done) - 1)
        if gap > (0 if quantum is None else 1e-3):
            raise SystemExit(f"simpy and simulate disagree on {name} by {gap:.2g}")
        pairs = [
            (
                seconds(simpy_run, workload, quantum),
                seconds(simulate, workload, policy),
            )
            for _ in range(rounds)
        ]
        ratio = median(theirs / ours for theirs, ours in pairs)
        ok = ok and ratio >= LEAST_SPEEDUP
        theirs, ours = (median(side) for side in zip(*pairs, strict=True))
        table.add_row(name, f"{theirs:.3f}", f"{ours:.4f}", f"{ratio:.1f}")
    return table, ok


def boosts(sizes: list[int]) -> tuple[Table, bool]:
    """Boost again and again while everyone waits: the cost may not follow the number waiting."""
    table = Table("waiting", "boosts", "µs a dispatch", title="MLFQ with a boost every 8")
    costs = []
    for size in sizes:
        workload = random_workload(size, seed=3, longest=20, gap=0)
        policy = MLFQ((1, 2, 4), boost=8)
        span = int(measure(workload, policy).span)
        best = min(seconds(measure, workload, policy) for _ in range(3))
        costs.append(best / measure(workload, policy).dispatches)
        table.add_row(f"{size:,}", f"{span // 8:,}", f"{costs[-1] * 1e6:.2f}")
    return table, costs[-1] <= costs[0] * MOST_GROWTH


def peak_memory() -> int:
    """Return the most memory that this process ever held, in bytes."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def memory(jobs: int) -> tuple[Table, bool]:
    """Run RR without a trace in a process of its own and ask for its peak."""
    command = [sys.executable, __file__, "--peak", str(jobs)]
    peak = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    table = Table("RR, no trace", "peak", "bound", title="memory, workload included")
    table.add_row(f"{jobs:,} jobs", f"{peak / 2**20:,.0f} MiB", f"{MOST_MEMORY / 2**20:,.0f} MiB")
    return table, peak < MOST_MEMORY


def main() -> int:
    parser = ArgumentParser(description="Measure the scheduling simulators.")
    parser.add_argument("--quick", action="store_true", help="stop at 10^5 jobs")
    parser.add_argument("--peak", type=int, metavar="JOBS", help="print the peak memory of one run")
    options = parser.parse_args()
    if options.peak:
        measure(random_workload(options.peak, seed=1, gap=12), RR(4))
        print(peak_memory())
        return 0
    largest = 10**5 if options.quick else 10**6
    sizes = [size for size in (10**3, 10**4, 10**5, 10**6) if size <= largest]
    console = Console()
    verdicts = []
    for title, part in (
        (f"simpy: at least {LEAST_SPEEDUP:.0f} times", lambda: against_simpy(50_000, 5)),
        (f"growth: at most {MOST_GROWTH}", lambda: growth(sizes)),
        (f"boosts: at most {MOST_GROWTH} times", lambda: boosts([10**3, min(largest, 10**5)])),
        ("memory: under 1 GiB", lambda: memory(largest)),
    ):
        table, ok = part()
        console.print(table)
        console.print(f"{'[green]held' if ok else '[red]MISSED'}[/]  {title}\n")
        verdicts.append(ok)
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""Random workloads and policies for the property tests: small numbers, so that ties abound."""

from __future__ import annotations

import hypothesis.strategies as st

from course.scheduling import FCFS, MLFQ, RR, SJF, SRTF, Job, Policy, Priority

NAMES = ["D", "B", "A", "F", "C", "E"]
times = st.integers(1, 6)


@st.composite
def workloads(draw: st.DrawFn, *, io: bool = True, most: int = 6) -> list[Job]:
    count = draw(st.integers(1, most))
    jobs = []
    for name in NAMES[:count]:
        pairs = draw(st.integers(0, 2)) if io else 0
        bursts = draw(st.lists(times, min_size=2 * pairs + 1, max_size=2 * pairs + 1))
        jobs.append(Job(name, draw(st.integers(0, 12)), bursts, draw(st.integers(0, 2))))
    return jobs


line_ties = st.sampled_from(["listed", "name"])
rank_ties = st.sampled_from(["queued", "listed", "name"])
slice_ties = st.sampled_from(["arrivals first", "preempted first"])

fcfs = st.builds(FCFS, tie=line_ties)
rr = st.builds(RR, quantum=times, tie=slice_ties)
sjf = st.builds(SJF, tie=rank_ties)
srtf = st.builds(SRTF, tie=rank_ties)
priority = st.builds(Priority, tie=rank_ties, preemptive=st.booleans())


@st.composite
def mlfqs(draw: st.DrawFn, allotments: bool | None = None, boosts: bool | None = None) -> MLFQ:
    """Draw an MLFQ; None means: with or without."""
    levels = draw(st.integers(1, 4))
    each = st.lists(times, min_size=levels, max_size=levels)

    def wanted(given: bool | None) -> bool:
        return draw(st.booleans()) if given is None else given

    return MLFQ(
        slices=draw(each),
        allotment=draw(times | each) if wanted(allotments) else None,
        boost=draw(st.integers(4, 15)) if wanted(boosts) else None,
        tie=draw(slice_ties),
    )


mlfq = mlfqs()
BY_NAME: dict[str, st.SearchStrategy[Policy]] = {
    "FCFS": fcfs,
    "RR": rr,
    "SJF": sjf,
    "SRTF": srtf,
    "priority": priority,
    "MLFQ": mlfq,
}
policies: st.SearchStrategy[Policy] = st.one_of(*BY_NAME.values())

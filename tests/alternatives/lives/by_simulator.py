from course.scheduling import RR, Job, simulate

JOBS = [Job("A", 5, (4, 3, 1)), Job("B", 3, 4), Job("C", 1, (2, 3, 3))]
ENDS = {"blocked for I/O": "blocked", "finished": "ended"}


def lives():
    trace = simulate(JOBS, RR(3))
    found = {job.name: [] for job in JOBS}
    for event in trace.ready_events:
        found[event.name].append((event.time, 1, "ready"))
    for turn in trace.slices:
        found[turn.name].append((turn.start, 2, "running"))
        if turn.ended.value in ENDS:
            found[turn.name].append((turn.end, 0, ENDS[turn.ended.value]))
    return {name: [(t, state) for t, _, state in sorted(life)] for name, life in found.items()}

from course.scheduling import RR, Job, simulate

JOBS = [Job("A", 6, 8), Job("B", 3, (4, 4, 2)), Job("C", 1, (2, 2, 1)), Job("D", 4, 1)]
WAITING = ["", "", "CAB", "AB", "B", "A", "", "", ""]
trace = simulate(JOBS, RR(3))


def turns():
    return [(s.start, s.name, list(w)) for s, w in zip(trace.slices, WAITING, strict=True)]


def entries():
    return [(e.time, e.name, e.cause.value) for e in trace.ready_events]

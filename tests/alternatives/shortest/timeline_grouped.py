from itertools import groupby


def sjf(jobs):
    return schedule(jobs, preemptive=False)


def srtf(jobs):
    return schedule(jobs, preemptive=True)


def schedule(jobs, preemptive):
    left = [burst for _, _, burst in jobs]
    timeline, running = [], None
    while any(left):
        now = len(timeline)
        if preemptive or running is None or not left[running]:
            ready = [at for at, job in enumerate(jobs) if left[at] and job[1] <= now]
            ready.sort(key=lambda at: (left[at], at != running, jobs[at][1], at))
            running = ready[0] if ready else None
        if running is not None:
            left[running] -= 1
        timeline.append(running)
    turns, now = [], 0
    for at, units in groupby(timeline):
        length = len(list(units))
        if at is not None:
            turns.append((jobs[at][0], now, now + length))
        now += length
    return turns

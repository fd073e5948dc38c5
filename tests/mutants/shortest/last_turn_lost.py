# diagnosis: last-turn-not-recorded
def sjf(jobs):
    line = sorted(jobs, key=lambda job: job[1])
    schedule, now = [], 0
    while line:
        now = max(now, line[0][1])
        chosen = min((job for job in line if job[1] <= now), key=lambda job: job[2])
        line.remove(chosen)
        schedule.append((chosen[0], now, now + chosen[2]))
        now += chosen[2]
    return schedule


def srtf(jobs):
    line = sorted(jobs, key=lambda job: job[1])
    left = {name: burst for name, _, burst in line}
    schedule, now, running, since = [], 0, None, 0
    while left:
        ready = [name for name, arrival, _ in line if name in left and arrival <= now]
        chosen = min(ready, key=lambda name: (left[name], name != running), default=None)
        if chosen != running:
            if running is not None:
                schedule.append((running, since, now))
            running, since = chosen, now
        now += 1
        if chosen is not None:
            left[chosen] -= 1
            if left[chosen] == 0:
                del left[chosen]
    return schedule

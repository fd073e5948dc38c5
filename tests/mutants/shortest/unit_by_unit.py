# diagnosis: turns-not-joined
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
    schedule, now, running = [], 0, None
    while left:
        ready = [name for name, arrival, _ in line if name in left and arrival <= now]
        if ready:
            running = min(ready, key=lambda name: (left[name], name != running))
            schedule.append((running, now, now + 1))
            left[running] -= 1
            left = {name: burst for name, burst in left.items() if burst}
        now += 1
    return schedule

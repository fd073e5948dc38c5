# diagnosis: future-jobs-seen
def sjf(jobs):
    schedule, now = [], 0
    for name, arrival, burst in sorted(jobs, key=lambda job: job[2]):
        start = max(now, arrival)
        now = start + burst
        schedule.append((name, start, now))
    return schedule


def srtf(jobs):
    line = sorted(jobs, key=lambda job: job[1])
    left = {name: burst for name, _, burst in line}
    schedule, now, running = [], 0, None
    while left:
        ready = [name for name, arrival, _ in line if name in left and arrival <= now]
        if ready:
            chosen = min(ready, key=lambda name: (left[name], name != running))
            start = schedule.pop()[1] if chosen == running else now
            schedule.append((chosen, start, now + 1))
            left[chosen] -= 1
            if left[chosen] == 0:
                del left[chosen]
            running = chosen
        now += 1
    return schedule

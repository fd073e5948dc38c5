# diagnosis: whole-bursts-compared
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
    whole = {name: burst for name, _, burst in line}
    left = dict(whole)
    schedule, now, running = [], 0, None
    while left:
        ready = [name for name, arrival, _ in line if name in left and arrival <= now]
        if ready:
            chosen = min(ready, key=lambda name: (whole[name], name != running))
            start = schedule.pop()[1] if chosen == running else now
            schedule.append((chosen, start, now + 1))
            left[chosen] -= 1
            if left[chosen] == 0:
                del left[chosen]
            running = chosen
        now += 1
    return schedule

def fcfs(jobs):
    line = sorted(jobs, key=lambda job: job[1])
    schedule, now = [], 0
    while line:
        if line[0][1] > now:
            continue
        name, _, burst = line.pop(0)
        schedule.append((name, now, now + burst))
        now += burst
    return schedule

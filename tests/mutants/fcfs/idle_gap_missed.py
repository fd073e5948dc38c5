# diagnosis: fcfs-idle-gap-missed
def fcfs(jobs):
    schedule, now = [], 0
    for name, _, burst in sorted(jobs, key=lambda job: job[1]):
        schedule.append((name, now, now + burst))
        now += burst
    return schedule

# diagnosis: fcfs-ties-by-length
def fcfs(jobs):
    schedule, now = [], 0
    for name, arrival, burst in sorted(jobs, key=lambda job: (job[1], job[2])):
        start = max(now, arrival)
        now = start + burst
        schedule.append((name, start, now))
    return schedule

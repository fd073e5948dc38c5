# diagnosis: fcfs-ties-by-name
def fcfs(jobs):
    schedule, now = [], 0
    for arrival, name, burst in sorted((arrival, name, burst) for name, arrival, burst in jobs):
        now = max(now, arrival) + burst
        schedule.append((name, now - burst, now))
    return schedule

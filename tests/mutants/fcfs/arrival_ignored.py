# diagnosis: fcfs-order-of-the-list
def fcfs(jobs):
    schedule, now = [], 0
    for name, arrival, burst in jobs:
        start = max(now, arrival)
        now = start + burst
        schedule.append((name, start, now))
    return schedule

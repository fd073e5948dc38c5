# diagnosis: fcfs-two-at-once
def fcfs(jobs):
    line = sorted(jobs, key=lambda job: job[1])
    return [(name, arrival, arrival + burst) for name, arrival, burst in line]

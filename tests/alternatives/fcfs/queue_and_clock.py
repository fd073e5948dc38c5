from collections import deque


def fcfs(jobs):
    coming = deque(sorted(jobs, key=lambda job: job[1]))
    queue, schedule, now = deque(), [], 0
    while coming or queue:
        while coming and coming[0][1] <= now:
            queue.append(coming.popleft())
        if not queue:
            now = coming[0][1]
            continue
        name, _, burst = queue.popleft()
        schedule.append((name, now, now + burst))
        now += burst
    return schedule

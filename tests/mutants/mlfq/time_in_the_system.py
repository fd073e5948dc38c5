# diagnosis: arrival-subtracted
from collections import deque


def mlfq(jobs, levels, first):
    """Return when each job completes under feedback queues: {name: time}."""
    queues = [deque() for _ in range(levels)]
    left = {name: cpu for name, _, cpu in jobs}
    done, running, level, used, now = {}, None, 0, 0, 0
    while len(done) < len(jobs):
        queues[0].extend(name for name, arrival, _ in jobs if arrival == now)
        if running and used == first * 2**level:
            queues[min(level + 1, levels - 1)].append(running)
            running = None
        elif running and any(queues[:level]):
            queues[level].append(running)
            running = None
        if not running and any(queues):
            level = next(at for at, queue in enumerate(queues) if queue)
            running, used = queues[level].popleft(), 0
        now += 1
        if running:
            used += 1
            left[running] -= 1
            if left[running] == 0:
                done[running] = now
                running = None
    return {name: done[name] - arrival for name, arrival, _ in jobs}

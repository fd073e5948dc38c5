# diagnosis: rr-idle-gap-missed
from collections import deque


def admit(coming, ready, now):
    while coming and coming[0][1] <= now:
        ready.append(coming.popleft()[0])


def round_robin(jobs, quantum, switch_cost):
    coming, ready, turns = deque(jobs), deque(), []
    left = {name: cpu for name, _, cpu in jobs}
    now, last = 0, None
    while coming or ready:
        if not ready:
            ready.append(coming.popleft()[0])
        name = ready.popleft()
        start = now + (switch_cost if last not in (None, name) else 0)
        now = start + min(quantum, left[name])
        turns.append((name, start, now))
        left[name] -= now - start
        admit(coming, ready, now)
        if left[name]:
            ready.append(name)
        last = name
    return turns

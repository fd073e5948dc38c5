# diagnosis: rr-last-slice-lost
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
            now = max(now, coming[0][1])
            admit(coming, ready, now)
        name = ready.popleft()
        start = now + (switch_cost if last not in (None, name) else 0)
        now = start + quantum
        if left[name] < quantum:
            now = start
            last = name
            continue
        turns.append((name, start, now))
        left[name] -= quantum
        admit(coming, ready, now)
        if left[name]:
            ready.append(name)
        last = name
    return turns

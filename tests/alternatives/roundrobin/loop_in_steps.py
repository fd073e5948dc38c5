from collections import deque


def admit(coming, ready, now):
    while coming and coming[0][1] <= now:
        ready.append(coming.popleft()[0])


def round_robin(jobs, quantum, switch_cost):
    """Let time pass one unit at a time."""
    need = {name: cpu for name, _, cpu in jobs}
    coming, ready, turns = deque(jobs), deque(), []
    running = last = None
    now = start = wait = 0
    while need:
        admit(coming, ready, now)
        if running is not None and (not need[running] or now - start == quantum):
            turns.append((running, start, now))
            if need[running]:
                ready.append(running)
            else:
                del need[running]
            running = None
        if running is None and ready:
            running = ready.popleft()
            wait = 0 if last in (None, running) else switch_cost
            start, last = now + wait, running
        if running is not None:
            if wait:
                wait -= 1
            else:
                need[running] -= 1
        now += 1
    return turns

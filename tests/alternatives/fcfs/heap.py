import heapq


def fcfs(jobs):
    heap = [(arrival, place, name, burst) for place, (name, arrival, burst) in enumerate(jobs)]
    heapq.heapify(heap)
    schedule = []
    while heap:
        arrival, _, name, burst = heapq.heappop(heap)
        start = arrival
        if schedule and schedule[-1][2] > arrival:
            start = schedule[-1][2]
        schedule.append((name, start, start + burst))
    return schedule

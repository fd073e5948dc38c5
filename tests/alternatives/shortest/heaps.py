import heapq


def sjf(jobs):
    coming = sorted(enumerate(jobs), key=lambda each: (each[1][1], each[0]))
    heap, schedule, now = [], [], 0
    while coming or heap:
        if not heap:
            now = max(now, coming[0][1][1])
        while coming and coming[0][1][1] <= now:
            place, (name, arrival, burst) = coming.pop(0)
            heapq.heappush(heap, (burst, arrival, place, name))
        burst, _, _, name = heapq.heappop(heap)
        schedule.append((name, now, now + burst))
        now += burst
    return schedule


def srtf(jobs):
    coming = sorted(enumerate(jobs), key=lambda each: (each[1][1], each[0]))
    heap, schedule, now = [], [], 0
    while coming or heap:
        if not heap:
            now = max(now, coming[0][1][1])
        while coming and coming[0][1][1] <= now:
            place, (name, arrival, burst) = coming.pop(0)
            heapq.heappush(heap, (burst, 1, arrival, place, name))
        left, _, arrival, place, name = heapq.heappop(heap)
        end = now + left if not coming else min(now + left, coming[0][1][1])
        if schedule and schedule[-1][0] == name and schedule[-1][2] == now:
            schedule[-1] = (name, schedule[-1][1], end)
        else:
            schedule.append((name, now, end))
        left -= end - now
        now = end
        if left:
            heapq.heappush(heap, (left, 0, arrival, place, name))
    return schedule

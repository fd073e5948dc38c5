def mlfq(jobs, levels, first):
    coming = sorted(jobs, key=lambda job: job[1])
    left = {name: cpu for name, _, cpu in jobs}
    queues = [[] for _ in range(levels)]
    done = {}
    now = 0

    def admit(until):
        while coming and coming[0][1] <= until:
            queues[0].append(coming.pop(0)[0])

    while coming or any(queues):
        admit(now)
        if not any(queues):
            now = coming[0][1]
            continue
        level = [bool(queue) for queue in queues].index(True)
        name = queues[level].pop(0)
        end = now + min(left[name], first * 2**level)
        cut_short = bool(level and coming and coming[0][1] < end)
        if cut_short:
            end = coming[0][1]
        left[name] -= end - now
        now = end
        admit(now)
        if not left[name]:
            done[name] = now
        elif cut_short or level == levels - 1:
            queues[level].append(name)
        else:
            queues[level + 1].append(name)
    return done

class Job:
    def __init__(self, name, arrival, cpu):
        self.name, self.arrival, self.left = name, arrival, cpu
        self.level, self.used, self.since = 0, 0, 0


def mlfq(jobs, levels, first):
    waiting = [Job(*each) for each in jobs]
    ready, running, done = [], None, {}
    now, entries = -1, 0
    while waiting or ready or running:
        now += 1
        entering = [job for job in waiting if job.arrival == now]
        waiting = [job for job in waiting if job.arrival > now]
        if running:
            running.left -= 1
            running.used += 1
            if running.left == 0:
                done[running.name] = now
                running = None
            elif running.used == first << running.level:
                running.level = min(running.level + 1, levels - 1)
                entering.append(running)
                running = None
            elif running.level and (entering or any(j.level < running.level for j in ready)):
                entering.append(running)
                running = None
        for job in entering:
            entries += 1
            job.since, job.used = entries, 0
            ready.append(job)
        if not running and ready:
            running = min(ready, key=lambda job: (job.level, job.since))
            ready.remove(running)
    return done

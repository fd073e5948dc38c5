import heapq
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait

from course.workers.sync_share_pool import serve


class Running:
    def __init__(self, job, arrival):
        self.job, self.level, self.used, self.turn = job, 0, 0, arrival
        self.line, theirs = Pipe()
        self.process = Process(target=serve, args=(theirs, job), name=job.name)
        self.process.start()
        theirs.close()

    def __lt__(self, other):
        return (self.level, self.turn) < (other.level, other.turn)

    def work(self, steps):
        self.line.send(steps)
        self.used += steps
        if self.line in wait([self.line, self.process.sentinel]):
            try:
                return self.line.recv()
            except EOFError:
                pass
        return 0

    def end(self, force=False):
        if force:
            self.process.kill()
        self.line.close()
        self.process.join()
        return self.process.exitcode


def slice_of(policy, quantum, level):
    return {"FCFS": 10**6, "RR": quantum, "MLFQ": quantum * 2**level}[policy]


def run_jobs(jobs, policy, log, limit, quantum):
    results, ready, turn, todo = {}, [], 0, list(jobs)
    current = None
    try:
        while todo or ready:
            while todo and len(ready) < limit:
                turn += 1
                job = todo.pop(0)
                heapq.heappush(ready, Running(job, turn))
                log.note("start " + job.name)
            current = heapq.heappop(ready)
            name, budget = current.job.name, current.job.budget
            log.note("run " + name)
            steps = min(slice_of(policy, quantum, current.level), budget - current.used)
            if current.work(steps) == 0:
                results[name] = current.end()
                log.note(f"end {name}: {results[name]}")
            elif current.used >= budget:
                current.end(force=True)
                results[name] = "stopped"
                log.note("stop " + name)
            else:
                turn += 1
                current.turn = turn
                current.level = min(current.level + 1, 2) if policy == "MLFQ" else 0
                heapq.heappush(ready, current)
            current = None
    finally:
        for each in [*ready, *([current] if current else [])]:
            each.end(force=True)
    return results

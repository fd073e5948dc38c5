# diagnosis: never-moved-down
from collections import deque
from multiprocessing import Pipe, Process

from course.workers.sync_share_pool import serve


def run_jobs(jobs, policy, log, limit, quantum):
    """Run each job as a process under a policy; return {name: exit code, or "stopped"}."""
    slices = {
        "FCFS": [max((job.budget for job in jobs), default=1)],
        "RR": [quantum],
        "MLFQ": [quantum, 2 * quantum, 4 * quantum],
    }[policy]
    outside, queues = deque(jobs), [deque() for _ in slices]
    crew, used, codes = {}, {}, {}

    def start(job):
        ours, theirs = Pipe()
        process = Process(target=serve, args=(theirs, job), name=job.name)
        process.start()
        theirs.close()
        crew[job.name], used[job.name] = (process, ours), 0
        log.note(f"start {job.name}")

    def leave(name):
        process, line = crew[name]
        line.close()
        process.join()
        del crew[name]
        return process.exitcode

    def grant(job, steps):
        log.note(f"run {job.name}")
        line = crew[job.name][1]
        line.send(steps)
        used[job.name] += steps
        try:
            return line.recv()
        except EOFError:
            return 0

    try:
        while outside or any(queues):
            while outside and len(crew) < limit:
                queues[0].append(outside[0])
                start(outside.popleft())
            level = next(each for each, queue in enumerate(queues) if queue)
            job = queues[level].popleft()
            left = grant(job, min(slices[level], job.budget - used[job.name]))
            if left == 0:
                codes[job.name] = leave(job.name)
                log.note(f"end {job.name}: {codes[job.name]}")
            elif used[job.name] == job.budget:
                crew[job.name][0].kill()
                leave(job.name)
                codes[job.name] = "stopped"
                log.note(f"stop {job.name}")
            else:
                queues[level].append(job)
        return codes
    finally:
        for process, _ in crew.values():
            process.kill()
        for name in list(crew):
            leave(name)

import contextlib
import multiprocessing

from course.workers.sync_share_pool import serve


@contextlib.contextmanager
def job_process(job):
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs, job), name=job.name, daemon=True)
    process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        process.terminate()
        process.join()
        ours.close()


def run_jobs(jobs, policy, log, limit, quantum):
    waiting, levels = list(jobs), {}
    queues = [[], [], []]
    slices = [quantum, quantum * 2, quantum * 4]
    codes, live = {}, {}
    with contextlib.ExitStack() as stack:
        while waiting or live:
            while waiting and len(live) < limit:
                job = waiting.pop(0)
                live[job.name] = [job, *stack.enter_context(job_process(job)), 0]
                log.note(f"start {job.name}")
                levels[job.name] = 0
                queues[0].append(job.name)
            level = 0 if queues[0] else 1 if queues[1] else 2
            name = queues[level].pop(0)
            job, process, line, used = live[name]
            room = job.budget - used
            steps = room if policy == "FCFS" else min(room, slices[level])
            log.note(f"run {name}")
            line.send(steps)
            try:
                left = line.recv()
            except (EOFError, ConnectionError):
                left = None
            live[name][3] += steps
            if not left:
                process.join()
                codes[name] = process.exitcode
                log.note(f"end {name}: {process.exitcode}")
                del live[name]
            elif steps == room:
                process.kill()
                process.join()
                codes[name] = "stopped"
                log.note(f"stop {name}")
                del live[name]
            else:
                queues[min(level + 1, 2) if policy == "MLFQ" else 0].append(name)
    return codes

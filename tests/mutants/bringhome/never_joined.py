# diagnosis: left-running
from multiprocessing import Process, Queue


def collect(work, jobs):
    """Let a child work on each job; return the results in the order of the jobs."""
    queue = Queue()
    children = [Process(target=work, args=(job, queue)) for job in jobs]
    for child in children:
        child.start()
    found = dict(queue.get() for _ in children)
    return [found[job] for job in jobs]

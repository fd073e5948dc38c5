# diagnosis: arrival-order
from multiprocessing import Process, Queue


def collect(work, jobs):
    """Let a child work on each job; return the results in the order of the jobs."""
    queue = Queue()
    children = [Process(target=work, args=(job, queue)) for job in jobs]
    for child in children:
        child.start()
    found = [queue.get()[1] for _ in children]
    for child in children:
        child.join()
    return found

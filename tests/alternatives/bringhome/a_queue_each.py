from multiprocessing import Process, SimpleQueue


def collect(work, jobs):
    """Let a child work on each job; return the results in the order of the jobs."""
    queues = [SimpleQueue() for _ in jobs]
    children = [Process(target=work, args=pair) for pair in zip(jobs, queues, strict=True)]
    for child in children:
        child.start()
    results = [queue.get()[1] for queue in queues]
    for child in children:
        child.join()
    return results

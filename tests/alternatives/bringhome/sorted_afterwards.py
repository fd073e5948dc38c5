import multiprocessing


def collect(work, jobs):
    """Let a child work on each job; return the results in the order of the jobs."""
    queue, children = multiprocessing.Queue(), []
    for job in jobs:
        child = multiprocessing.Process(target=work, kwargs={"job": job, "queue": queue})
        child.start()
        children.append(child)
    arrived = []
    while len(arrived) < len(jobs):
        arrived.append(queue.get(timeout=30))
    arrived.sort(key=lambda pair: jobs.index(pair[0]))
    while children:
        children.pop().join()
    return [result for _, result in arrived]

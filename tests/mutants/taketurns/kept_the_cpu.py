# diagnosis: worker-kept-the-cpu
from collections import deque

import psutil


def take_turns(workers, slice_length):
    ready, turns = deque(workers), []
    while ready:
        worker = ready.popleft()
        turns.append(worker.name)
        process = psutil.Process(worker.pid)
        process.resume()
        worker.join(slice_length)
        if worker.is_alive():
            process.suspend()
            ready.appendleft(worker)
    return turns

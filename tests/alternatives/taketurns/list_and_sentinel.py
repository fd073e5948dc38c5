from multiprocessing.connection import wait

import psutil


def take_turns(workers, slice_length):
    ready = [(worker, psutil.Process(worker.pid)) for worker in workers]
    names = []
    while ready:
        worker, process = ready.pop(0)
        names.append(worker.name)
        try:
            process.resume()
            if not wait([worker.sentinel], timeout=slice_length):
                process.suspend()
                ready.append((worker, process))
        except psutil.NoSuchProcess:
            continue
    for worker in workers:
        worker.join()
    return names

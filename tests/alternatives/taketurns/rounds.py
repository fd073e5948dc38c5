from contextlib import suppress

import psutil


def take_turns(workers, slice_length):
    names = []
    while any(worker.exitcode is None for worker in workers):
        for worker in workers:
            if worker.exitcode is not None:
                continue
            names.append(worker.name)
            with suppress(psutil.NoSuchProcess):
                psutil.Process(worker.pid).resume()
            worker.join(slice_length)
            if worker.exitcode is None:
                with suppress(psutil.NoSuchProcess):
                    psutil.Process(worker.pid).suspend()
    return names

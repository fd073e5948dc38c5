from concurrent.futures import ProcessPoolExecutor
from functools import partial


def harvest(work, items, workers, prepare):
    entries = [None] * len(items)

    def enter(place, future):
        error = future.exception()
        entries[place] = future.result() if error is None else error

    pool = ProcessPoolExecutor(workers, None, prepare)
    try:
        for place, item in enumerate(items):
            pool.submit(work, item).add_done_callback(partial(enter, place))
    finally:
        pool.shutdown(wait=True)
    return entries

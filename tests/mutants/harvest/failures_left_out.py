# diagnosis: error-swallowed
from concurrent.futures import ProcessPoolExecutor


def harvest(work, items, workers, prepare):
    with ProcessPoolExecutor(workers, initializer=prepare) as pool:
        futures = [pool.submit(work, item) for item in items]
        return [future.result() for future in futures if future.exception() is None]

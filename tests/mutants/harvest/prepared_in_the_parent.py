# diagnosis: not-prepared-in-the-worker
from concurrent.futures import ProcessPoolExecutor


def harvest(work, items, workers, prepare):
    prepare()
    with ProcessPoolExecutor(workers) as pool:
        futures = [pool.submit(work, item) for item in items]
        return [future.exception() or future.result() for future in futures]

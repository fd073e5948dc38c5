# diagnosis: order-of-completion
from concurrent.futures import ProcessPoolExecutor, as_completed


def harvest(work, items, workers, prepare):
    with ProcessPoolExecutor(workers, initializer=prepare) as pool:
        futures = [pool.submit(work, item) for item in items]
        return [future.exception() or future.result() for future in as_completed(futures)]

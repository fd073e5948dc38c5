# diagnosis: first-error-ends-all
from concurrent.futures import ProcessPoolExecutor


def harvest(work, items, workers, prepare):
    with ProcessPoolExecutor(workers, initializer=prepare) as pool:
        return list(pool.map(work, items))

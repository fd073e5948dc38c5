# diagnosis: waits-for-a-dead-worker
from multiprocessing import Pool


def harvest(work, items, workers, prepare):
    results = []
    with Pool(workers, initializer=prepare) as pool:
        for answer in [pool.apply_async(work, (item,)) for item in items]:
            try:
                results.append(answer.get())
            except Exception as error:
                results.append(error)
    return results

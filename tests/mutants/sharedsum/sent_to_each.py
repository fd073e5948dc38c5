# diagnosis: not-in-shared-memory
from multiprocessing import Array, Process


def add_part(part, sums, slot):
    sums[slot] = sum(part)


def shared_sum(data, workers):
    sums = Array("q", workers)
    crew = [
        Process(target=add_part, args=(data[each::workers], sums, each)) for each in range(workers)
    ]
    for child in crew:
        child.start()
    for child in crew:
        child.join()
    return sum(sums)

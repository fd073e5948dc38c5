# diagnosis: rest-left-out
from multiprocessing import Array, Process
from multiprocessing.shared_memory import SharedMemory


def add_part(name, first, last, sums, slot):
    block = SharedMemory(name=name)
    sums[slot] = sum(block.buf[first:last])
    block.close()


def shared_sum(data, workers):
    if not data:
        return 0
    cuts = [len(data) // workers * each for each in range(workers + 1)]
    sums = Array("q", workers)
    block = SharedMemory(create=True, size=len(data))
    try:
        block.buf[: len(data)] = data
        crew = [
            Process(target=add_part, args=(block.name, cuts[each], cuts[each + 1], sums, each))
            for each in range(workers)
        ]
        for child in crew:
            child.start()
        for child in crew:
            child.join()
        return sum(sums)
    finally:
        block.close()
        block.unlink()

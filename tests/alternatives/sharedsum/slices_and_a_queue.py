from multiprocessing import Process, Queue
from multiprocessing.shared_memory import SharedMemory


def add_slice(name, part, size, step, answers):
    block = SharedMemory(name)
    try:
        answers.put(sum(block.buf[part:size:step]))
    finally:
        block.close()


def shared_sum(data, workers):
    if len(data) == 0:
        return 0
    answers = Queue()
    block = SharedMemory(create=True, size=len(data))
    try:
        block.buf[: len(data)] = data
        crew = []
        for part in range(workers):
            child = Process(target=add_slice, args=(block.name, part, len(data), workers, answers))
            child.start()
            crew.append(child)
        total = sum(answers.get(timeout=10) for _ in crew)
        for child in crew:
            child.join()
    finally:
        block.close()
        block.unlink()
    return total

from multiprocessing import Process, Value
from multiprocessing.shared_memory import SharedMemory


class Adder(Process):
    def __init__(self, name, first, last, total):
        super().__init__()
        self.block_name, self.first, self.last, self.total = name, first, last, total

    def run(self):
        block = SharedMemory(name=self.block_name)
        part = 0
        for place in range(self.first, self.last):
            part += block.buf[place]
        block.close()
        with self.total.get_lock():
            self.total.value += part


def shared_sum(data, workers):
    total, size = Value("q", 0), len(data)
    if size:
        block = SharedMemory(create=True, size=size)
        block.buf[:size] = data
        length = size // workers
        crew = [
            Adder(block.name, k * length, size if k == workers - 1 else (k + 1) * length, total)
            for k in range(workers)
        ]
        try:
            for adder in crew:
                adder.start()
        finally:
            for adder in crew:
                if adder.pid is not None:
                    adder.join()
            block.close()
            block.unlink()
    return total.value

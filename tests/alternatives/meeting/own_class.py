from multiprocessing import Process


class Worker(Process):
    def __init__(self, work, name):
        super().__init__(name=name)
        self.work = work

    def run(self):
        self.work(self.name)


def run_together(work, names):
    workers = [Worker(work, name) for name in names]
    for worker in workers:
        worker.start()
    for worker in reversed(workers):
        worker.join()
    return {worker.name: worker.exitcode for worker in workers}

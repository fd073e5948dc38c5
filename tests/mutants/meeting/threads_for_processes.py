# diagnosis: no-process
from threading import Thread


def run_together(work, names):
    workers = {name: Thread(target=work, args=(name,)) for name in names}
    for worker in workers.values():
        worker.start()
    for worker in workers.values():
        worker.join()
    return {name: len(name) for name in workers}

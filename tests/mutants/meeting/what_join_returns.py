# diagnosis: codes-not-read
from multiprocessing import Process


def run_together(work, names):
    children = {name: Process(target=work, args=(name,)) for name in names}
    for child in children.values():
        child.start()
    for child in children.values():
        child.join()
    return {name: 0 for name in children}

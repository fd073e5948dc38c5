# diagnosis: last-joined-only
from multiprocessing import Process


def run_together(work, names):
    children = {}
    for name in names:
        child = children[name] = Process(target=work, args=(name,))
        child.start()
    child.join()
    return {name: child.exitcode for name, child in children.items()}

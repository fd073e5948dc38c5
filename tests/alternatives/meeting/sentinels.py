from multiprocessing import Process
from multiprocessing.connection import wait


def run_together(work, names):
    children = [Process(target=work, args=(name,), name=name) for name in names]
    for child in children:
        child.start()
    waiting = {child.sentinel: child for child in children}
    codes = {}
    while waiting:
        for sentinel in wait(list(waiting)):
            child = waiting.pop(sentinel)
            child.join()
            codes[child.name] = child.exitcode
    return codes

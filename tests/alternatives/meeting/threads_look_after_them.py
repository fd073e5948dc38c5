from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Process


def run_one(work, name):
    child = Process(target=work, args=(name,))
    child.start()
    child.join()
    return child.exitcode


def run_together(work, names):
    with ThreadPoolExecutor(len(names)) as crew:
        codes = crew.map(lambda name: run_one(work, name), names)
        return dict(zip(names, codes, strict=False))

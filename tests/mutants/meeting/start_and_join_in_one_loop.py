# diagnosis: start-and-join-in-one-loop
from multiprocessing import Process


def run_together(work, names):
    codes = {}
    for name in names:
        child = Process(target=work, args=(name,))
        child.start()
        child.join()
        codes[name] = child.exitcode
    return codes

import io
import json
import multiprocessing
import runpy
from contextlib import redirect_stdout


def run_one(program, reports):
    printed = io.StringIO()
    with redirect_stdout(printed):
        runpy.run_path(program, run_name="__main__")
    reports.put(json.loads(printed.getvalue()))


def run_copies(program, count):
    reports = multiprocessing.SimpleQueue()
    children = [
        multiprocessing.Process(target=run_one, args=(program, reports)) for _ in range(count)
    ]
    for child in children:
        child.start()
    collected = [reports.get() for _ in children]
    for child in children:
        child.join()
    return collected

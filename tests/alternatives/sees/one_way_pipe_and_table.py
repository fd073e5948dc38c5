import multiprocessing
import os

import course.workers.beginnings_and_endings as workers

WHAT = ("argument", "environment", "global", "open file")
SEEN = {"spawn": 2, "forkserver": 2, "fork": 4}


def predict(method):
    return {what: at < SEEN[method] for at, what in enumerate(WHAT)}


def look(method, word):
    workers.board = word
    os.environ.update(WORD=word)
    context = multiprocessing.get_context(method)
    reader, writer = context.Pipe(duplex=False)
    child = context.Process(target=workers.report, args=(writer,), kwargs={"word": word})
    child.start()
    writer.close()
    try:
        return reader.recv()
    finally:
        child.join()

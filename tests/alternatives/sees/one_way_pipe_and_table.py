import multiprocessing
import os

import course.workers.beginnings_and_endings as workers

SEEN = {
    "spawn": {"argument", "environment"},
    "forkserver": {"argument", "environment"},
    "fork": {"argument", "environment", "global", "open file"},
}


def predict(method):
    return SEEN[method]


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

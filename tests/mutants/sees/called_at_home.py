# diagnosis: ran-in-own-process
import multiprocessing
import os

from course.workers import beginnings_and_endings as workers


def predict(method):
    return {"argument", "environment"} | ({"global", "open file"} if method == "fork" else set())


def look(method, word):
    context = multiprocessing.get_context(method)
    workers.board = word
    os.environ["WORD"] = word
    ours, theirs = context.Pipe()
    workers.report(theirs, word)
    return ours.recv()

# diagnosis: ran-in-own-process
import multiprocessing
import os

from course.workers import beginnings_and_endings as workers


def predict(method):
    copied = method == "fork"
    return {"argument": True, "environment": True, "global": copied, "open file": copied}


def look(method, word):
    context = multiprocessing.get_context(method)
    workers.board = word
    os.environ["WORD"] = word
    ours, theirs = context.Pipe()
    workers.report(theirs, word)
    return ours.recv()

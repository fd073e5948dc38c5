# diagnosis: fork-forgets
import multiprocessing
import os

from course.workers import beginnings_and_endings as workers


def predict(method):
    copied = False
    return {"argument": True, "environment": True, "global": copied, "open file": copied}


def look(method, word):
    context = multiprocessing.get_context(method)
    workers.board = word
    os.environ["WORD"] = word
    ours, theirs = context.Pipe()
    child = context.Process(target=workers.report, args=(theirs, word))
    child.start()
    view = ours.recv()
    child.join()
    return view

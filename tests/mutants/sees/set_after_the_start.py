# diagnosis: changed-too-late
import multiprocessing
import os

from course.workers import beginnings_and_endings as workers


def predict(method):
    copied = method == "fork"
    return {"argument": True, "environment": True, "global": copied, "open file": copied}


def look(method, word):
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    child = context.Process(target=workers.report, args=(theirs, word))
    child.start()
    workers.board = word
    os.environ["WORD"] = word
    view = ours.recv()
    child.join()
    return view

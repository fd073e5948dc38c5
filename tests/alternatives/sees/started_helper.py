import os

from course.processes import started
from course.workers import beginnings_and_endings as workers


def predict(method):
    view = dict.fromkeys(["argument", "environment", "global", "open file"], True)
    if method != "fork":
        view["global"] = view["open file"] = False
    return view


def look(method, word):
    from multiprocessing import Pipe

    workers.board = os.environ["WORD"] = word
    ours, theirs = Pipe()
    with started(workers.report, theirs, word, start_method=method) as child:
        view = ours.recv()
        child.join()
    return view

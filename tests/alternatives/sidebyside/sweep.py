import itertools


def classify(first, second):
    turns = sorted([*first, *second])
    for (_, end), (start, _) in itertools.pairwise(turns):
        if start < end:
            return "parallel"
    if first[-1][1] <= second[0][0] or second[-1][1] <= first[0][0]:
        return "neither"
    return "concurrent"

# diagnosis: macro-view-missed
def classify(first, second):
    for start, end in first:
        for begin, stop in second:
            if start < stop and begin < end:
                return "parallel"
    return "neither"

# diagnosis: one-direction-only
def begins_in(a, b):
    return b[0] <= a[0] < b[1]


def classify(first, second):
    if any(begins_in(b, a) for a in first for b in second):
        return "parallel"
    if begins_in((second[0][0], second[-1][1]), (first[0][0], first[-1][1])):
        return "concurrent"
    return "neither"

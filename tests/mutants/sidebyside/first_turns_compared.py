# diagnosis: first-turn-only
def share(a, b):
    return a[0] < b[1] and b[0] < a[1]


def classify(first, second):
    if share(first[0], second[0]):
        return "parallel"
    if share((first[0][0], first[-1][1]), (second[0][0], second[-1][1])):
        return "concurrent"
    return "neither"

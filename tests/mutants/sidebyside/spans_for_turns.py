# diagnosis: concurrent-called-parallel
def classify(first, second):
    if first[0][0] < second[-1][1] and second[0][0] < first[-1][1]:
        return "parallel"
    return "neither"

def classify(first, second):
    for start, end in first:
        for begin, stop in second:
            if max(start, begin) < min(end, stop):
                return "parallel"
    over = min(first[-1][1], second[-1][1])
    return "concurrent" if max(first[0][0], second[0][0]) < over else "neither"

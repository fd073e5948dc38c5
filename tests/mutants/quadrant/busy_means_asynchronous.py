# diagnosis: pairs-taken-for-one
def classify(log):
    [serving] = [span for span in log.spans() if span.who == "clerk"]
    for span in log.spans():
        if span.what == "own work" and span.overlaps(serving):
            return "asynchronous", "non-blocking"
    return "synchronous", "blocking"

NAMES = {True: ("asynchronous", "non-blocking"), False: ("synchronous", "blocking")}


def classify(log):
    counting = next(span for span in log.spans() if span.who == "clerk")
    own = [span for span in log.spans() if (span.who, span.what) == ("you", "own work")]
    meanwhile = [s for s in own if s.begin < counting.end and counting.begin < s.end]
    return NAMES["bell" in log.who][0], NAMES[bool(meanwhile)][1]

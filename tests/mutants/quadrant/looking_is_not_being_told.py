# diagnosis: looking-taken-for-telling
def classify(log):
    happened = log.order()
    [serving] = [span for span in log.spans() if span.who == "clerk"]
    busy = any(s.what == "own work" and s.overlaps(serving) for s in log.spans())
    told = "bell rings" in happened or "you look" in happened
    return (
        "asynchronous" if told else "synchronous",
        "non-blocking" if busy else "blocking",
    )

# diagnosis: pair-in-other-order
def classify(log):
    told = "bell rings" in log.order()
    [serving] = [span for span in log.spans() if span.who == "clerk"]
    busy = any(s.what == "own work" and s.overlaps(serving) for s in log.spans())
    return (
        "non-blocking" if busy else "blocking",
        "asynchronous" if told else "synchronous",
    )

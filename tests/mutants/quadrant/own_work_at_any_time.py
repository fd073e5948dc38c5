# diagnosis: own-work-at-any-time
def classify(log):
    happened = log.order()
    return (
        "asynchronous" if "bell rings" in happened else "synchronous",
        "non-blocking" if "you begins: own work" in happened else "blocking",
    )

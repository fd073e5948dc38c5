# diagnosis: any-wait-blocks
def classify(log):
    happened = log.order()
    return (
        "asynchronous" if "bell rings" in happened else "synchronous",
        "blocking" if "you begins: wait" in happened else "non-blocking",
    )

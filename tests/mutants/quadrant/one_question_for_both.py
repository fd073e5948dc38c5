# diagnosis: pairs-taken-for-one
def classify(log):
    if "bell rings" in log.order():
        return "asynchronous", "non-blocking"
    return "synchronous", "blocking"

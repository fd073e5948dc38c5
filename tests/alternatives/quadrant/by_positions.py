def classify(log):
    words = log.order()
    begin, end = words.index("clerk begins: counts"), words.index("clerk ends: counts")
    open_work, busy = 0, False
    for at, word in enumerate(words):
        if word == "you begins: own work":
            open_work += 1
        if word == "you ends: own work":
            open_work -= 1
        if open_work and begin <= at < end:
            busy = True
    how = "asynchronous" if any(word.startswith("bell") for word in words) else "synchronous"
    return how, "non-blocking" if busy else "blocking"

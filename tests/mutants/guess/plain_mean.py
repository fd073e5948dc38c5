# diagnosis: guess-plain-mean
def guesses(bursts, first, alpha):
    made, total = [first], 0
    for count, burst in enumerate(bursts, start=1):
        total += burst
        made.append(total / count)
    return made

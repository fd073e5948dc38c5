# diagnosis: guess-from-the-wrong-end
def guesses(bursts, first, alpha):
    made = [first]
    for burst in reversed(bursts):
        made.append(alpha * burst + (1 - alpha) * made[-1])
    return made

# diagnosis: guess-weights-swapped
def guesses(bursts, first, alpha):
    made = [first]
    for burst in bursts:
        made.append((1 - alpha) * burst + alpha * made[-1])
    return made

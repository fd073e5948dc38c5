# diagnosis: guess-first-ignored
def guesses(bursts, first, alpha):
    if not bursts:
        return [first]
    made = [bursts[0]]
    for burst in bursts:
        made.append(alpha * burst + (1 - alpha) * made[-1])
    return made

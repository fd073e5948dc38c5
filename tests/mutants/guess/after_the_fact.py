# diagnosis: guess-after-the-fact
def guesses(bursts, first, alpha):
    made, guess = [], first
    for burst in bursts:
        guess = alpha * burst + (1 - alpha) * guess
        made.append(guess)
    return made

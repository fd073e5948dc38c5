from itertools import accumulate


def guesses(bursts, first, alpha):
    def mix(guess, burst):
        return alpha * burst + (1 - alpha) * guess

    return list(accumulate(bursts, mix, initial=first))

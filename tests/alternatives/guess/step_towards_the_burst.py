def guesses(bursts, first, alpha):
    if not bursts:
        return [first]
    *past, last = bursts
    made = guesses(past, first, alpha)
    return [*made, made[-1] + alpha * (last - made[-1])]

"""Guess the next CPU burst from the past ones: the exponential average."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from course.scheduling.times import Time, checked_time, exact, show


def exponential_average(
    bursts: Iterable[Time], *, first: Time, alpha: Time = Fraction(1, 2)
) -> list[Time]:
    """Return the guess made before each burst, and last the guess for the next one.

    guess[0] = first; guess[n+1] = alpha * burst[n] + (1 - alpha) * guess[n]. With alpha 0 the past
    never counts, with alpha 1 only the last burst does. Guesses are exact where the numbers are
    (a float is read as the decimal it prints as) and whole numbers come back as ints.
    """
    weight = exact(checked_time(alpha, "alpha", zero=True))
    if weight > 1:
        raise ValueError(f"alpha is {show(alpha)}; it must be between 0 and 1")
    guess = exact(checked_time(first, "the first guess", zero=True))
    guesses = [guess]
    for at, burst in enumerate(bursts, start=1):
        guess = weight * exact(checked_time(burst, f"burst {at}")) + (1 - weight) * guess
        guesses.append(guess)
    return [int(each) if each.denominator == 1 else float(each) for each in guesses]

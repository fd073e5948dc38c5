"""Points and spans of time: what is accepted, and the exact clock that the simulators run on.

A time may be an int, a float or a Fraction. Simulators count whole *ticks*: the scale is chosen so
that every number of a run is an integer. A float is read as the decimal it prints as, so 0.1 + 0.2
meets 0.3 and no ghost slice of 5e-17 is left over. Ints come back as ints, a run with a float in it
as floats, other runs with a Fraction in them as Fractions.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Time: TypeAlias = int | float | Fraction

LONGEST = 10**15


def checked_time(value: object, what: str, *, zero: bool = False) -> Time:
    """Return `value` as an int, float or Fraction, or say what is wrong with it.

    `what` names the number in messages; `zero` says whether 0 is allowed.
    """
    time = _number(value, what)
    if isinstance(time, float) and not math.isfinite(time):
        raise ValueError(f"{what} is {time}; give a finite number")
    if time < 0 or (time == 0 and not zero):
        least = "0 or more" if zero else "more than 0"
        raise ValueError(f"{what} is {show(time)}; it must be {least}")
    if time > LONGEST:
        raise ValueError(f"{what} is over 10**15; choose a larger unit of time")
    return time


def checked_count(value: object, what: str, *, least: int, most: int) -> int:
    """Return `value` as an int between `least` and `most`, or say what is wrong with it."""
    count = None if isinstance(value, bool) else _as_int(value)
    if count is None:
        raise TypeError(f"{what} is {value!r}; give a whole number")
    if not least <= count <= most:
        raise ValueError(f"{what} is {count}; it must be between {least} and {most}")
    return count


def _number(value: object, what: str) -> Time:
    if isinstance(value, bool):
        raise TypeError(f"{what} is {value}; give a number, not a truth value")
    if isinstance(value, float):
        return float(value)  # a subclass (numpy.float64) prints differently
    if isinstance(value, Fraction):
        return value
    whole = _as_int(value)
    if whole is None:
        raise TypeError(f"{what} is {value!r}; give an int, a float or a Fraction")
    return whole


def _as_int(value: object) -> int | None:
    try:
        return operator.index(value)  # type: ignore[arg-type]  # that is the question asked
    except TypeError:
        return None


def show(time: Time) -> str:
    """Write a time as a person would: `3`, `0.3`, `17/3`."""
    return f"{time:.12g}" if isinstance(time, float) else str(time)


def plain(time: Time) -> int | float:
    """Return a time that JSON can carry."""
    return float(time) if isinstance(time, Fraction) else time


@dataclass(frozen=True)
class Ticks:
    """The integer clock of one run: `scale` ticks make one unit of time."""

    scale: int = 1
    kind: type[int] | type[float] | type[Fraction] = int

    @classmethod
    def fitting(cls, numbers: Iterable[Time]) -> Ticks:
        """Choose the coarsest clock on which every one of `numbers` is a whole number of ticks."""
        kinds: set[type] = set()
        scale = 1
        for number in numbers:
            kinds.add(type(number))
            if type(number) is not int:
                scale = math.lcm(scale, exact(number).denominator)
        return cls(scale, float if float in kinds else Fraction if Fraction in kinds else int)

    def together(self, other: Ticks) -> Ticks:
        """Return the coarsest clock that fits the numbers of both."""
        kinds = {self.kind, other.kind}
        kind = float if float in kinds else Fraction if Fraction in kinds else int
        return Ticks(math.lcm(self.scale, other.scale), kind)

    def ticks(self, time: Time) -> int:
        """Convert a time to ticks."""
        return time * self.scale if type(time) is int else int(exact(time) * self.scale)

    def time(self, ticks: int) -> Time:
        """Convert ticks back to a time."""
        if self.kind is int:
            return ticks
        return ticks / self.scale if self.kind is float else Fraction(ticks, self.scale)


def exact(time: Time) -> Fraction:
    """Return the exact value of a time; a float counts as the decimal that it prints as."""
    return Fraction(repr(time)) if isinstance(time, float) else Fraction(time)

"""The figures of the class report: pure functions of scores, None or words where there is none."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from grading.report_words import difficulty, discrimination

FEWEST = 5
"""Below so many students, a correlation says more about chance than about an exercise."""
BINS = 10


@dataclass(frozen=True)
class Distribution:
    """How the scores of one assignment are spread.

    Args:
        count: how many were graded.
        bins: how many scores lie in each tenth of the points; full marks are in the last.
    """

    count: int
    most: float
    mean: float
    median: float
    quartiles: tuple[float, float] | None
    deviation: float | None
    lowest: float
    highest: float
    bins: tuple[int, ...]

    @property
    def says(self) -> str:
        """The spread in a sentence."""
        of = f"of {self.most:g} points"
        if self.count == 1:
            return f"One submission, with {self.mean:g} {of}: one is no distribution."
        if self.lowest == self.highest:
            return f"All {self.count} have {self.lowest:g} {of}."
        text = f"{self.count} submissions: mean {self.mean:.1f}, median {self.median:g} {of}"
        text += f"; from {self.lowest:g} to {self.highest:g}"
        if self.quartiles is not None:
            low, high = self.quartiles
            text += f", the middle half from {low:g} to {high:g}"
        return f"{text}; standard deviation {self.deviation:.1f}."


def distribution(scores: Sequence[float], most: float) -> Distribution | None:
    """Describe scores out of `most`; None if there are none.

    The standard deviation is that of a sample (n - 1), the quartiles are interpolated between the
    scores ("inclusive").
    """
    if not scores:
        return None
    bins = [0] * BINS
    for score in scores:
        share = score / most if most else 0.0
        # A share of 0.7 is a little less than 7/10 to a computer: decide in thousandths.
        bins[min(max(round(1000 * share) * BINS // 1000, 0), BINS - 1)] += 1
    several = len(scores) > 1
    quarters = statistics.quantiles(scores, n=4, method="inclusive") if several else None
    return Distribution(
        count=len(scores),
        most=most,
        mean=statistics.fmean(scores),
        median=statistics.median(scores),
        quartiles=(quarters[0], quarters[2]) if quarters else None,
        deviation=statistics.stdev(scores) if several else None,
        lowest=min(scores),
        highest=max(scores),
        bins=tuple(bins),
    )


@dataclass(frozen=True)
class Item:
    """One exercise: the mean share of its points, and how it goes with the rest.

    `correlation` is None where there is none to speak of; `says` then tells why.
    """

    title: str
    points: float
    count: int
    share: float | None
    correlation: float | None
    says: str

    @property
    def difficulty(self) -> str:
        """How hard it was, in a word; "" if nobody was graded."""
        return "" if self.share is None else difficulty(self.share)


def items(most: Mapping[str, float], scores: Sequence[Mapping[str, float]]) -> list[Item]:
    """Analyse the exercises of one assignment.

    Args:
        most: the points of each exercise, by title.
        scores: for each graded student, the points got in each exercise.
    """
    found = []
    for title, points in most.items():
        own = [one.get(title, 0.0) for one in scores]
        # What remains of a sum of fractions is not worth a correlation.
        rest = [round(sum(one.get(t, 0.0) for t in most if t != title), 9) for one in scores]
        share = statistics.fmean(own) / points if own and points else None
        value, words = correlation(own, rest if len(most) > 1 else None)
        found.append(Item(title, points, len(own), share, value, words))
    return found


def correlation(own: Sequence[float], rest: Sequence[float] | None) -> tuple[float | None, str]:
    """Return the item–rest correlation and what it says; None, and why, where it has no meaning."""
    if not own:
        return None, "nobody was graded"
    if len(own) < FEWEST:
        return None, f"too few to say ({len(own)} graded, {FEWEST} are needed)"
    if rest is None:
        return None, "there is no other exercise to compare with"
    if min(own) == max(own):
        return None, "everybody got the same here"
    if min(rest) == max(rest):
        return None, "everybody got the same on the rest"
    value = statistics.correlation(own, rest)
    return value, discrimination(value)


#: From the earliest to the latest: the words, and how long before the end of time they begin.
SPANS = (
    ("more than three days before", timedelta.max),
    ("one to three days before", timedelta(days=3)),
    ("on the last day", timedelta(days=1)),
    ("in the last hour", timedelta(hours=1)),
)
LATE = "late"


def times(due: datetime | None, handed_in: Sequence[datetime]) -> dict[str, int]:
    """Count when work came in, relative to the due date; without one, by day."""
    if due is None:
        days = sorted(moment.date().isoformat() for moment in handed_in)
        return {day: days.count(day) for day in days}
    counts = dict.fromkeys([*(words for words, _ in SPANS), LATE], 0)
    for moment in handed_in:
        left = due - moment
        if left < timedelta(0):
            counts[LATE] += 1
        else:
            counts[[words for words, most in SPANS if left <= most][-1]] += 1
    return counts

"""Lanes over time: who does what when, with a hand for now and arrows for what passes between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from course.widgets.drawing import WIDTH, Paint, arrow, box, label, path, width_of


@dataclass(frozen=True)
class Bar:
    """A stretch of time in a lane; without paint it is a dashed outline, which means a wait."""

    begin: float
    end: float
    words: str = ""
    paint: Paint | None = None


@dataclass(frozen=True)
class Mark:
    """Something that happens at an instant."""

    at: float
    words: str


@dataclass(frozen=True)
class Lane:
    """A row of bars with a name, and under it, smaller, a detail; marks stand over the bars."""

    name: str
    bars: tuple[Bar, ...]
    detail: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Tie:
    """Something that passes at a time from the lane of one number to the lane of another."""

    at: float
    source: int
    target: int
    words: str = ""


@dataclass(frozen=True)
class Scene:
    """Lanes with the span of time that they show, and where they stand in the picture."""

    lanes: Sequence[Lane]
    first: float
    last: float
    ties: Sequence[Tie] = ()
    top: float = 0
    edge: float = 0
    left: float = 140
    right: float = WIDTH - 14
    row: float = 40
    bar: float = 26
    unit: str = ""
    whole: bool = True
    """Whether the axis names whole units only."""
    ticks: bool = True
    """Whether there is an axis at all."""

    @property
    def bottom(self) -> float:
        """Return where the lanes end, above the numbers of the axis."""
        return self.top + len(self.lanes) * self.row

    @property
    def height(self) -> float:
        """Return how high all is, with the numbers of the axis."""
        return len(self.lanes) * self.row + (22 if self.ticks else 0)

    def x(self, time: float) -> float:
        """Return where a time stands."""
        span = (self.last - self.first) or 1
        return self.left + (time - self.first) / span * (self.right - self.left)

    def draw(self, now: float | None = None) -> list[str]:
        """Return the parts of the picture; what comes after `now` is left out."""
        end = self.last if now is None else now
        parts = self._axis() if self.ticks else []
        for number, lane in enumerate(self.lanes):
            parts += self._lane(self.top + number * self.row, lane, end)
        parts += [self._tie(tie) for tie in self.ties if tie.at <= end]
        if now is not None and now < self.last:
            x = self.x(now)
            parts.append(path(f"M{x:.5g} {self.top - 2:g}V{self.bottom:g}", width=2))
        return parts

    def _axis(self) -> list[str]:
        return [
            path(f"M{self.x(at):.5g} {self.top:g}V{self.bottom:g}", width=1, faint=True)
            + label(self.x(at), self.bottom + 15, f"{at:g}{self.unit}", size=11, anchor="middle")
            for at in axis(self.first, self.last)
            if at == int(at) or not self.whole
        ]

    def _lane(self, y: float, lane: Lane, end: float) -> list[str]:
        high = y + (self.row - self.bar) / 2
        middle = y + self.row / 2
        parts = [label(self.edge, middle + (0 if lane.detail else 4.5), lane.name, bold=True)]
        if lane.detail:
            parts.append(label(self.edge, middle + 14, lane.detail, size=11, dim=True))
        for bar in lane.bars:
            if bar.begin < end:
                x, to = self.x(bar.begin), self.x(min(bar.end, end))
                parts.append(
                    box(x, high, to - x, self.bar, bar.words, paint=bar.paint,
                        dashed=bar.paint is None, size=12, radius=3)
                )  # fmt: skip
        marks = [mark for mark in lane.marks if mark.at <= end]
        rooms = [mark.at for mark in marks[1:]] + [self.last]
        for mark, until in zip(marks, rooms, strict=False):
            inside = any(bar.begin < mark.at < bar.end for bar in lane.bars)
            room = self.x(until) - self.x(mark.at)
            parts.append(self._mark(high, mark, inside, room, latest=mark is marks[-1]))
        return parts

    def _mark(self, high: float, mark: Mark, inside: bool, room: float, *, latest: bool) -> str:
        """Draw a mark; its words stand over it if there is room until the next, or if it is new."""
        x = self.x(mark.at)
        drawn = f'<path d="M{x:.5g} {high - 4:g}l4 6h-8z" fill="currentColor"/>'
        drawn += path(f"M{x:.5g} {high:g}v{5 if inside else self.bar:g}", width=1.6)
        wide = width_of(mark.words, 11)
        if wide > room - 7 and not latest:
            return f"<g><title>{escape(mark.words)}</title>{drawn}</g>"
        before = x + 7 + wide > self.right + 14
        side = "end" if before else "start"
        return drawn + label(x + (-7 if before else 7), high - 5, mark.words, size=11, anchor=side)

    def _tie(self, tie: Tie) -> str:
        gap = (self.row - self.bar) / 2
        down = tie.source < tie.target
        start = self.top + (tie.source + 0.5) * self.row + (self.bar / 2 if down else -self.bar / 2)
        stop = self.top + tie.target * self.row + (gap if down else self.row - gap)
        x = self.x(tie.at)
        drawn = arrow([(x, start), (x, stop)], width=1.8)
        if not tie.words:
            return drawn
        return drawn + label(x + 6, (start + stop) / 2 + 4, tie.words, size=11)


def axis(first: float, last: float) -> list[float]:
    """Return round numbers along the axis, about ten of them."""
    span = last - first
    step = next(
        base * 10.0**power
        for power in range(-9, 16)
        for base in (1, 2, 5)
        if span / (base * 10.0**power) <= 14
    )
    count = int(span / step + 1e-9)
    begin = -(-first // step) * step
    return [round(begin + at * step, 9) for at in range(count + 1) if begin + at * step <= last]

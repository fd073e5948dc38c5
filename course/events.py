"""Write down what processes do, each in a log of its own, and read the logs together afterwards.

    log = EventLog("clerk")             # in any process; its name if you give none
    log.note("opens")
    with log.during("waits"):           # two events: it begins, it ends
        door.wait()
    mailbox.put(log)                    # logs travel to other processes as they are

    both = merge(log, mailbox.get())    # one log again, in order of time
    both.order()                        # ['clerk opens', 'clerk begins: waits', …]
    print(both)                         # a column for each process, a row for each event

Every process stamps its own events with `time.perf_counter`, which is one clock for all processes
of a machine. A stamp alone proves little: two events without a message between them may be a
microsecond apart. Prove an order with an event or a pipe, and let the log show it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing import current_process


class Mark(StrEnum):
    """Say whether an event stands alone, or opens or closes a span of time."""

    POINT = "·"
    BEGIN = "begins: "
    END = "ends: "


@dataclass(frozen=True)
class Event:
    """One thing that one process did: the `number`-th in its own log, at a time in seconds.

    `at` counts from an unknown moment, the same for all processes of this machine.
    """

    who: str
    number: int
    what: str
    at: float
    mark: Mark = Mark.POINT

    def __str__(self) -> str:
        return f"{self.who} {self.words}"

    @property
    def words(self) -> str:
        """Return what was done, without who did it."""
        return self.what if self.mark is Mark.POINT else f"{self.mark}{self.what}"


@dataclass(frozen=True)
class Span:
    """A stretch of time in which one process did one thing; `end` is None if it never finished."""

    who: str
    what: str
    begin: float
    end: float | None

    def overlaps(self, other: Span) -> bool:
        """Tell whether there was an instant at which both went on."""
        infinity = float("inf")
        mine = infinity if self.end is None else self.end
        theirs = infinity if other.end is None else other.end
        return self.begin < theirs and other.begin < mine


@dataclass
class EventLog:
    """What one process did, in order; or, from `merge`, what several did."""

    name: str = field(default_factory=lambda: current_process().name)
    events: tuple[Event, ...] = ()
    clock: Callable[[], float] = field(default=time.perf_counter, repr=False, compare=False)

    def note(self, what: str) -> Event:
        """Write down that this process did `what`, now."""
        return self._write(what, Mark.POINT)

    @contextmanager
    def during(self, what: str) -> Iterator[None]:
        """Write down when the block begins, and when it ends, however it ends."""
        self._write(what, Mark.BEGIN)
        try:
            yield
        finally:
            self._write(what, Mark.END)

    def _write(self, what: str, mark: Mark) -> Event:
        event = Event(self.name, len(self.events), what, self.clock(), mark)
        self.events = (*self.events, event)
        return event

    @property
    def who(self) -> tuple[str, ...]:
        """Return the names of the processes, in order of their first event."""
        return tuple(dict.fromkeys(event.who for event in self.events))

    def order(self) -> list[str]:
        """Return the events as words, without times: the same in every run whose order is."""
        return [str(event) for event in self.events]

    def of(self, who: str) -> EventLog:
        """Return what one process did."""
        return EventLog(who, tuple(event for event in self.events if event.who == who))

    def first(self, who: str, what: str) -> Event:
        """Return the first event of `who` whose words are `what`; LookupError if there is none."""
        for event in self.events:
            if event.who == who and what in (event.what, event.words):
                return event
        raise LookupError(f"{who!r} never did {what!r}. The log has: {'; '.join(self.order())}")

    def before(self, earlier: tuple[str, str], later: tuple[str, str]) -> bool:
        """Tell whether one (who, what) came before another in this log."""
        return self.events.index(self.first(*earlier)) < self.events.index(self.first(*later))

    def spans(self) -> tuple[Span, ...]:
        """Return the stretches that `during` wrote, in the order in which they began."""
        spans: list[Span] = []
        open_spans: dict[tuple[str, str], list[int]] = {}
        for event in self.events:
            key = (event.who, event.what)
            if event.mark is Mark.BEGIN:
                open_spans.setdefault(key, []).append(len(spans))
                spans.append(Span(event.who, event.what, event.at, None))
            elif event.mark is Mark.END and open_spans.get(key):
                place = open_spans[key].pop()
                spans[place] = Span(event.who, event.what, spans[place].begin, event.at)
        return tuple(spans)

    def draw(self, *, times: bool = False) -> str:
        """Return a table as text: a column for each process, a row for each event, in order.

        `times` adds milliseconds since the first event, which differ from run to run.
        """
        names = self.who
        if not names:
            return "(an empty log)"
        widths = [max(len(n), *(len(e.words) for e in self.of(n).events)) for n in names]
        began = self.events[0].at

        def row(cells: list[str], stamp: str) -> str:
            line = " │ ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
            return (f"{stamp:>9} │ {line}" if times else line).rstrip()

        lines = [row(list(names), "ms" if times else "")]
        for event in self.events:
            cells = [event.words if event.who == name else "" for name in names]
            lines.append(row(cells, f"{(event.at - began) * 1000:.1f}"))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.draw()


def merge(*logs: EventLog, name: str = "all") -> EventLog:
    """Return one log of all events, by time; each process's own events keep their order.

    Two processes of one name would be taken for one: a ValueError says so.
    """
    seen: dict[tuple[str, int], Event] = {}
    for log in logs:
        for event in log.events:
            if seen.setdefault((event.who, event.number), event) is not event:
                raise ValueError(
                    f"Two logs are called {event.who!r}. Give each process a name of its own."
                )
    return EventLog(name, tuple(sorted(seen.values(), key=lambda e: (e.at, e.who, e.number))))

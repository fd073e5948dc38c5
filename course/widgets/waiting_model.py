"""Four ways to wait for a clerk who counts, worked out: who waits and who works when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """Synchronous or asynchronous, blocking or not, and how it looks at a bank."""

    STAND = "synchronous, blocking"
    GLANCE = "synchronous, non-blocking"
    TICKET = "asynchronous, blocking"
    CALLED = "asynchronous, non-blocking"

    @property
    def scene(self) -> str:
        """Return what one does in this way."""
        return _SCENES[self]


_SCENES = {
    Way.STAND: "stand in line and do nothing",
    Way.GLANCE: "use the phone, look up now and then",
    Way.TICKET: "hold a ticket, yet sit still",
    Way.CALLED: "do other things, be called",
}


class Deed(StrEnum):
    """What you do in a stretch of time."""

    WAIT = "wait"
    WORK = "own work"
    LOOK = "look"
    IDLE = "free"


@dataclass(frozen=True)
class Stretch:
    """A stretch of time in which you do one thing."""

    deed: Deed
    begin: float
    end: float


@dataclass(frozen=True)
class Visit:
    """One visit to the bank: the clerk counts from 0 to `counted`, you hear of it at `heard`."""

    way: Way
    counted: float
    heard: float
    stretches: tuple[Stretch, ...]

    @property
    def end(self) -> float:
        """Return when your own work is done and the answer is there."""
        return max(self.heard, self.stretches[-1].end)

    def spent(self, deed: Deed) -> float:
        """Return for how long you did one thing."""
        return sum(each.end - each.begin for each in self.stretches if each.deed is deed)

    def looks(self) -> int:
        """Return how often you looked."""
        return sum(each.deed is Deed.LOOK for each in self.stretches)

    def meanwhile(self) -> float:
        """Return how much own work was done while the clerk counted."""
        own = [each for each in self.stretches if each.deed is Deed.WORK]
        return sum(max(0.0, min(each.end, self.counted) - each.begin) for each in own)


def visit(way: Way, counting: float, work: int, look: float) -> Visit:
    """Work out a visit: the clerk counts for `counting`, you have `work` messages to write.

    A message takes 1, a look up from it takes `look`. When you are called, you hear it at once.
    """
    if way in (Way.STAND, Way.TICKET):
        did = [Stretch(Deed.WAIT, 0, counting), *_work(counting, work)]
        return Visit(way, counting, counting, tuple(did))
    if way is Way.CALLED:
        done = list(_work(0, work))
        if work < counting:
            done.append(Stretch(Deed.IDLE, work, counting))
        return Visit(way, counting, counting, tuple(done))
    return _glance(counting, work, look)


def _glance(counting: float, work: int, look: float) -> Visit:
    """Write a message, look, and so on; with no message left, look once in a unit."""
    did: list[Stretch] = []
    now, left = 0.0, work
    while True:
        deed = Deed.WORK if left else Deed.IDLE
        did.append(Stretch(deed, now, now + 1))
        did.append(Stretch(Deed.LOOK, now + 1, now + 1 + look))
        left, seen, now = max(0, left - 1), now + 1 >= counting, now + 1 + look
        if seen:
            return Visit(Way.GLANCE, counting, now, (*did, *_work(now, left)))


def _work(begin: float, messages: int) -> list[Stretch]:
    return [Stretch(Deed.WORK, begin + at, begin + at + 1) for at in range(messages)]

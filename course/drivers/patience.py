"""Wait for others without a fixed time: until what is awaited happens, or nothing more can.

A right answer may be slow, on a slow machine. A wrong one often waits for what never comes. What
tells them apart is the processor: those who are slow use it, those who wait do not.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from enum import StrEnum

import psutil

SECONDS = 14.0  # seconds that anything may take; less than the call that waits may
GAP = 0.3  # seconds between two looks that count; in a longer gap, the machine stood still
QUIET = 1.5  # seconds in which nobody below this process does any work: nothing will come
IDLE = 0.03  # seconds of CPU time that looking now and then may cost meanwhile
SPINNING = 0.6  # seconds of CPU time that none of ours needs while somebody waits for an answer


class Why(StrEnum):
    """Say why there is nothing more to wait for."""

    LATE = "time is up"
    QUIET = "nobody does anything"
    SPINNING = "a process computes without end"


class Patience:
    """Wait for one thing. Ask `lost` between two looks: it tells when waiting has no point."""

    def __init__(self, seconds: float = SECONDS, quiet: float = QUIET) -> None:
        self.why: Why | None = None
        self._until = time.monotonic() + seconds
        self._quiet = quiet
        self._clock = 0.0  # seconds in which this process could look; see GAP
        self._last = time.monotonic()
        self._first: dict[int, float] = {}
        self._looks: deque[tuple[float, dict[int, float]]] = deque()

    def lost(self) -> bool:
        """Tell whether waiting has no point any more; `why` says the reason."""
        now = time.monotonic()
        if self.why is None and now > self._until:
            # On a machine that is short of time, even who spins cannot do much of it.
            spent = max(self._spent(cpu_times_below()), default=0.0)
            self.why = Why.SPINNING if spent > SPINNING / 4 else Why.LATE
        self._clock += min(now - self._last, GAP)
        self._last = now
        if self.why is None and (not self._looks or self._clock - self._looks[-1][0] >= 0.1):
            self.why = self._look(self._clock)
        return self.why is not None

    def _spent(self, used: dict[int, float]) -> list[float]:
        """Return what each process has used since the first look."""
        return [seconds - self._first.get(pid, 0.0) for pid, seconds in used.items()]

    def _look(self, now: float) -> Why | None:
        used = cpu_times_below()
        if not self._looks:
            self._first = used  # a process that comes later has used nothing yet
        if any(spent > SPINNING for spent in self._spent(used)):
            return Why.SPINNING
        self._looks.append((now, used))
        while now - self._looks[0][0] > 2 * self._quiet:
            self._looks.popleft()
        for then, before in self._looks:
            same = before.keys() == used.keys()  # one that came or ended is a change, too
            worked = sum(used.values()) - sum(before.values())
            if now - then >= self._quiet and same and worked <= IDLE:
                return Why.QUIET
        return None


def cpu_times_below() -> dict[int, float]:
    """Return how many seconds of CPU time each process below this one has used, by pid."""
    used = {}
    with contextlib.suppress(psutil.Error):
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                used[process.pid] = float(times.user + times.system)
    return used

"""Lesson 9: put a student's heartbeat to the test, with a parent that ends in different ways.

What a heart does is read from its page, where each beat leaves a line, and from the system.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

from course.drivers.isolation_and_daemons import DEADLINE, end_all, folder, lines_of, lives, until
from course.drivers.patience import SPINNING, Patience, Why
from course.workers.isolation_and_daemons import have_a_heart

LONG = 60.0  # seconds of an interval that nobody waits out
GOES_ON = 40  # beats, and...
LONGER = 2.0  # ...seconds, after which a heart that should have stopped did not
ASLEEP = 1.5  # seconds in which a sleeper never wakes up
PATIENT = 15.0  # seconds for an end that should come at once


def beating(module: ModuleType, interval: float, beats: int) -> dict[str, Any]:
    """Start a heartbeat here; report who beats, and whether so many beats came."""
    with folder() as place:
        page = place / "beats"
        heart = module.start_heartbeat(interval, str(page))
        try:
            until(lambda: len(lines_of(page)) >= beats or not heart.is_alive(), PATIENT)
            lines = lines_of(page)
            return {
                "daemon": heart.daemon,
                "pid": heart.pid,
                "by the heart alone": {*lines} == {str(heart.pid)},
                "beats": min(len(lines), beats),
                "alive": heart.is_alive(),
            }
        finally:
            heart.kill()
            heart.join()


def resting(module: ModuleType) -> dict[str, Any]:
    """Start a heartbeat of a very long interval; report what it does after its first beat."""
    with folder() as place:
        page = place / "beats"
        heart = module.start_heartbeat(LONG, str(page))
        try:
            until(lambda: lines_of(page) or not heart.is_alive(), PATIENT)
            patience = Patience()
            while len(lines_of(page)) < GOES_ON and not patience.lost():
                time.sleep(0.02)
            lines, spins = len(lines_of(page)), patience.why is Why.SPINNING
            return {"beats": min(lines, GOES_ON), "spins": spins, "alive": heart.is_alive()}
        finally:
            heart.kill()
            heart.join()


@dataclass
class Patient:
    """A parent with a heartbeat."""

    parent: Process
    heart: psutil.Process
    line: Connection
    page: Path

    @property
    def beats(self) -> int:
        """Return how many beats there were."""
        return len(lines_of(self.page))


@contextmanager
def patient(module: ModuleType, interval: float) -> Iterator[Patient]:
    """Lend a parent that has started a heartbeat, after its first beat; end both at last."""
    ours, theirs = Pipe()
    known: list[psutil.Process] = []
    with folder() as place:
        page = place / "beats"
        args = (module.start_heartbeat, interval, str(page), theirs)
        parent = Process(target=have_a_heart, args=args, name="parent")
        parent.start()
        theirs.close()
        try:
            known.append(psutil.Process(parent.pid))
            if not ours.poll(DEADLINE):
                raise TimeoutError("start_heartbeat did not return")
            answer = ours.recv()
            if isinstance(answer, Exception):
                raise answer
            known.append(psutil.Process(answer))
            until(lambda: lines_of(page))
            yield Patient(parent, known[-1], ours, page)
        finally:
            end_all(known)
            parent.join(1.0)


def code_ends(module: ModuleType, interval: float, beats: int) -> dict[str, Any]:
    """Let a parent's code end after so many beats; report what becomes of both."""
    with patient(module, interval) as of:
        until(lambda: of.beats >= beats or not lives(of.heart), PATIENT)
        before = min(of.beats, beats)
        of.line.send("your code ends")
        since, counted = time.monotonic(), of.beats

        def over() -> bool:
            beyond = of.beats - counted >= GOES_ON and time.monotonic() - since > LONGER
            return beyond or not (lives(of.heart) or of.parent.is_alive())

        until(over, PATIENT)
        return {
            "beats before": before,
            "heart stopped": not lives(of.heart),
            "parent ended": not of.parent.is_alive(),
        }


def parent_killed(module: ModuleType, interval: float) -> dict[str, Any]:
    """Kill a parent; report whether its heartbeat stops, beats on, or sleeps on."""
    with patient(module, interval) as of:
        before, used = lives(of.heart), _used(of.heart)
        of.parent.kill()
        of.parent.join()
        since, counted, awake = time.monotonic(), of.beats, time.monotonic()
        beats_on = sleeps_on = False
        while lives(of.heart) and not (beats_on or sleeps_on):
            now = time.monotonic()
            beats_on = of.beats - counted >= GOES_ON and now - since > LONGER
            if not _sleeps(of.heart):
                awake = now
            quiet = now - awake > ASLEEP and of.beats == counted
            sleeps_on = quiet or now - since > PATIENT
            time.sleep(0.02)
        return {
            "lived until then": before,
            "stopped": not lives(of.heart),
            "beats on": beats_on,
            "spins": beats_on and _used(of.heart) - used > SPINNING,
        }


def _sleeps(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_SLEEPING)
    except psutil.Error:
        return False


def _used(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)

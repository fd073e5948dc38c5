"""Lesson 5's demonstration: one real child is led through every state that this system shows.

Where a system shows less, a sentence says so, and what Linux shows is printed below it, marked as
recorded.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeAlias

import psutil

from course.processes import State, Watch, shown_as, started
from course.workers.states import compute_until_told

Lead: TypeAlias = "tuple[BaseProcess, Connection]"  # a child and the line on which it is told

PATIENCE = 15.0  # seconds in which a child must show up in a state


@dataclass(frozen=True)
class Scene:
    """What the child does, or what was done to it, and the state that the system then shows."""

    deed: str
    state: State

    def __str__(self) -> str:
        return f"{self.deed:<28} {self.state}"


@dataclass(frozen=True)
class Scenes:
    """Scenes in order, with notes on what this system does not show."""

    scenes: tuple[Scene, ...]
    notes: tuple[str, ...] = ()

    @property
    def states(self) -> tuple[State, ...]:
        """The states, in order."""
        return tuple(scene.state for scene in self.scenes)

    def __str__(self) -> str:
        lines = [*map(str, self.scenes), *self.notes]
        if self.notes:
            lines += ["", "Recorded on Linux:", *map(str, RECORDED)]
        return "\n".join(lines)


RECORDED = (
    Scene("computes", State.RUNNABLE),
    Scene("reads an empty pipe", State.BLOCKED),
    Scene("is suspended by its parent", State.STOPPED),
    Scene("is resumed", State.BLOCKED),
    Scene("has ended, is not joined", State.ZOMBIE),
    Scene("is joined", State.ENDED),
)

COARSE = "This system keeps ready, running and blocked for each thread; psutil gets one word."
NO_ZOMBIES = "Windows has no zombies: nothing waits there for its parent to collect it."


@contextmanager
def child_to_lead() -> Iterator[Lead]:
    """Lend a child that computes until it is told to wait; it is stopped when the block ends."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    with started(compute_until_told, theirs, start_method="spawn", name="child") as child:
        if not ours.poll(PATIENCE):
            raise TimeoutError("the child did not begin to compute")
        ours.recv()
        yield child, ours


def one_life() -> Scenes:
    """Lead a child from computing to its end; look at it after each deed."""
    with child_to_lead() as (child, line):
        return lead(child, line)


def lead(child: BaseProcess, line: Connection, pause: float = 0.0) -> Scenes:
    """Do what `RECORDED` tells, with so many seconds between the deeds for those who watch."""
    watch, system = Watch(child), psutil.Process(child.pid)
    seen: list[State] = []

    def see(*states: State) -> None:
        seen.append(watch.until(*states, deadline=PATIENCE))
        threading.Event().wait(pause)

    see(*shown_as(State.RUNNABLE))
    line.send("wait")
    see(*shown_as(State.BLOCKED))
    system.suspend()
    see(State.STOPPED)
    system.resume()
    see(*shown_as(State.BLOCKED))
    line.send("end")
    see(State.ZOMBIE, State.ENDED)
    child.join(PATIENCE)
    see(State.ENDED)
    deeds = [scene.deed for scene in RECORDED]
    return Scenes(tuple(map(Scene, deeds, seen)), notes_on(tuple(seen), os.name))


def notes_on(seen: tuple[State, ...], system: str) -> tuple[str, ...]:
    """Say what the states that were seen leave out."""
    notes = []
    if State.ALIVE in seen:
        notes.append(COARSE)
    if State.ZOMBIE not in seen:
        notes.append(NO_ZOMBIES if system == "nt" else "The zombie was collected before we looked.")
    return tuple(notes)

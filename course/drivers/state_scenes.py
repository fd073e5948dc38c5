"""Lesson 5's demonstration: one real child is led through every state that this system shows.

Where a system shows less, a sentence says so, and what Linux shows is printed below it, marked as
recorded.
"""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import dataclass

import psutil

from course.processes import State, Watch, shown_as, started
from course.workers.states import compute_until_told

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

COARSE = "This system keeps ready, running and blocked for each thread, and shows psutil one word for all."
NO_ZOMBIES = "Windows has no zombies: nothing waits there for its parent to collect it."


def one_life() -> Scenes:
    """Lead a child from computing to its end; look at it after each deed."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    with started(compute_until_told, theirs, start_method="spawn", name="child") as child:
        if not ours.poll(PATIENCE):
            raise TimeoutError("the child did not begin to compute")
        ours.recv()
        watch, system = Watch(child), psutil.Process(child.pid)
        seen = [watch.until(*shown_as(State.RUNNABLE), deadline=PATIENCE)]
        ours.send("wait")
        seen.append(watch.until(*shown_as(State.BLOCKED), deadline=PATIENCE))
        system.suspend()
        seen.append(watch.until(State.STOPPED, deadline=PATIENCE))
        system.resume()
        seen.append(watch.until(*shown_as(State.BLOCKED), deadline=PATIENCE))
        ours.send("end")
        seen.append(watch.until(State.ZOMBIE, State.ENDED, deadline=PATIENCE))
        child.join(PATIENCE)
        seen.append(watch.until(State.ENDED, deadline=PATIENCE))
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

"""Two address spaces over frames of memory: shared until somebody writes, or apart all along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Method = Literal["fork", "spawn"]
Who = Literal["parent", "child"]

MODULE = {"count": "0", "name": "'Ada'"}
"""What the module says, from its first line to its last."""
MEANWHILE = "5"
"""What the parent sets `count` to before it starts the child."""


@dataclass(frozen=True)
class Memory:
    """Frames with a value each, and for each process which frame holds which variable.

    `copied` is the frame that the last write had to make.
    """

    frames: tuple[str, ...] = ()
    spaces: tuple[tuple[Who, tuple[tuple[str, int], ...]], ...] = ()
    copied: int | None = None

    def space(self, who: Who) -> dict[str, int]:
        """Return the frame of each variable of a process; empty if it is not there."""
        return dict(dict(self.spaces).get(who, ()))

    def read(self, who: Who, name: str) -> str:
        """Return what a process sees."""
        return self.frames[self.space(who)[name]]

    def shared(self, frame: int) -> bool:
        """Tell whether more than one process sees a frame."""
        return sum(frame in dict(space).values() for _, space in self.spaces) > 1

    def start(self, who: Who) -> Memory:
        """Let a process import the module into frames of its own."""
        first = len(self.frames)
        space = tuple((name, first + at) for at, name in enumerate(MODULE))
        frames = (*self.frames, *MODULE.values())
        return Memory(frames, (*self.spaces, (who, space)))

    def fork(self) -> Memory:
        """Let the child see the very frames that the parent sees."""
        ((_, space),) = self.spaces
        return replace(self, spaces=(*self.spaces, ("child", space)), copied=None)

    def write(self, who: Who, name: str, value: str) -> Memory:
        """Write; a frame that somebody else sees too is copied first."""
        space = self.space(who)
        frame = space[name]
        if not self.shared(frame):
            frames = (*self.frames[:frame], value, *self.frames[frame + 1 :])
            return replace(self, frames=frames, copied=None)
        space[name] = len(self.frames)
        spaces = tuple(
            (each, tuple(space.items()) if each == who else own) for each, own in self.spaces
        )
        return Memory((*self.frames, value), spaces, copied=len(self.frames))


def history(method: Method, writer: Who) -> list[Memory]:
    """Return the memory after each step: import, write, start the child, write, look."""
    imported = Memory().start("parent")
    changed = imported.write("parent", "count", MEANWHILE)
    started = changed.fork() if method == "fork" else changed.start("child")
    more = str(int(started.read(writer, "count")) + 1)
    written = started.write(writer, "count", more)
    return [imported, changed, started, written, replace(written, copied=None)]

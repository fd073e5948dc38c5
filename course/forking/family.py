"""What is known of the processes of a fork program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LARGEST = 64  # processes of one family


class NoFork(RuntimeError):
    """This system has no fork, and nobody recorded this program on one that has."""


class FamilyTooLarge(ValueError):
    """A fork program makes more processes than the sandbox allows."""


@dataclass(frozen=True)
class Forked:
    """One process of a fork program.

    `name` is "P" for the first, "P.2" for its second child, and so on. `line` is the line of the
    program whose `fork()` made it (None for the first), `said` what it printed, `code` its exit
    code, `error` the uncaught error that ended it. The pids are those of real processes.
    """

    name: str
    parent: str | None
    line: int | None
    said: tuple[str, ...] = ()
    code: int = 0
    error: str = ""
    pid: int | None = field(default=None, compare=False)
    parent_pid: int | None = field(default=None, compare=False)

    @property
    def depth(self) -> int:
        """How many generations it is below the first process."""
        return self.name.count(".")

    @property
    def steps(self) -> int:
        """How many forks lie in its past: its ancestors', up to the one that made it."""
        return sum(int(number) for number in self.name.split(".")[1:])


@dataclass(frozen=True)
class Family:
    """All processes of one run of a fork program, parents before children.

    `recorded` names the system on which a run was recorded; it is empty for a run here, and for one
    that was worked out.
    """

    program: str
    processes: tuple[Forked, ...]
    recorded: str = field(default="", compare=False)

    @property
    def total(self) -> int:
        """How many processes took part, the first included."""
        return len(self.processes)

    @property
    def new(self) -> int:
        """How many processes the forks made."""
        return self.total - 1

    def children(self, name: str) -> tuple[Forked, ...]:
        """Return the processes that the process `name` forked, in that order."""
        return tuple(one for one in self.processes if one.parent == name)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show a notebook the drawing, as the value of a cell."""
        printer.text(str(self))

    def __str__(self) -> str:
        """Draw the family: a line for each process, and what it printed."""
        lines = [f"recorded on {self.recorded}: this system has no fork"] if self.recorded else []
        names = [f"{'   ' * one.depth}{one.name}" for one in self.processes]
        width = max(map(len, names))
        for name, one in zip(names, self.processes, strict=True):
            did = [f"prints {', '.join(one.said)}"] if one.said else []
            did += [one.error] if one.error else []
            did += [f"exits with {one.code}"] if one.code else []
            lines.append(f"{name:<{width}}   {'; '.join(did)}".rstrip())
        return "\n".join(lines)


def place(one: Forked) -> tuple[int, ...]:
    """Return what processes are sorted by: parents before children, elder before younger."""
    return tuple(int(number) for number in one.name.split(".")[1:])

"""Two processes add one to a shared number, in any order of their steps, with a lock or without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

STEPS = ("r = count", "r = r + 1", "count = r")
"""What `count += 1` really does; r is a register of the process alone."""


@dataclass(frozen=True)
class Turn:
    """One step of one process, and how everything is afterwards.

    `at` is how many steps each process has made. `refused` was picked first, but is blocked.
    """

    who: str
    step: int
    count: int
    registers: dict[str, int | None]
    at: dict[str, int]
    holder: str | None
    refused: str | None = None
    overwrote: bool = False


def orders() -> list[str]:
    """Return every order of three steps of A and three of B: "AAABBB" and so on."""
    places = range(2 * len(STEPS))
    return [
        "".join("A" if place in chosen else "B" for place in places)
        for chosen in combinations(places, len(STEPS))
    ]


def race(order: str, lock: bool) -> list[Turn]:
    """Let A and B make their steps in an order; return each turn.

    With a lock it is taken before the first step and given back after the last. A process that
    waits for it is blocked and cannot be picked: the other one has the turn.
    """
    count, holder = 0, None
    registers: dict[str, int | None] = {"A": None, "B": None}
    at = {"A": 0, "B": 0}
    read_at = {"A": 0, "B": 0}
    turns: list[Turn] = []
    writes = 0
    for picked in _picks(order, at):
        other = "B" if picked == "A" else "A"
        blocked = lock and holder == other
        who, refused = (other, picked) if blocked else (picked, None)
        step, overwrote = at[who], False
        if step == 0:
            holder = who if lock else None
            registers[who], read_at[who] = count, writes
        elif step == 1:
            registers[who] = (registers[who] or 0) + 1
        else:
            overwrote = writes > read_at[who]
            count, writes, holder = registers[who] or 0, writes + 1, None
        at[who] += 1
        turns.append(Turn(who, step, count, dict(registers), dict(at), holder, refused, overwrote))
    return turns


def _picks(order: str, at: dict[str, int]) -> Iterator[str]:
    """Yield who is picked: as ordered, but never one that has made all its steps."""
    for who in order:
        yield who if at[who] < len(STEPS) else "B" if who == "A" else "A"

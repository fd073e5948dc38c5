"""Lesson 7: fork programs to count, from a seed, and how common slips in counting show."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeAlias

from course.forking import imagine

Count: TypeAlias = dict[str, int]

# Each step of a program in words, as the Python that does it.
STEPS = {
    "fork": "fork()",
    "fork, child ends": "if fork() == 0: exit()",
    "fork, parent ends": "if fork(): exit()",
    "print": 'print("*")',
}


def my_programs(seed: int) -> list[str]:
    """Return three fork programs from a seed: a loop, a loop of one-off children, a condition."""
    chance = Random(seed)
    star = 'print("*")'
    loop = f"for _ in range({chance.choice([3, 4])}):\n    fork()\n{star}"
    brood = f"for _ in range({chance.choice([3, 4, 5])}):\n    if fork() == 0:\n"
    brood += f"        {star}\n        exit()\n{star}"
    pair = chance.choice(["fork() and fork()", "fork() or fork()"])
    ending = chance.choice([f"fork()\n{star}", f"{star}\nfork()"])
    return [loop, brood, f"{pair}\n{ending}"]


def shown(programs: Sequence[str]) -> str:
    """Return programs one under the other, each with a letter."""
    return "\n\n".join(f"# {chr(65 + at)}\n{text}" for at, text in enumerate(programs))


def new_and_stars(program: str) -> tuple[int, int]:
    """Return how many processes a program creates, and how many stars are printed."""
    family = imagine(program)
    return family.new, sum(len(one.said) for one in family.processes)


def counted(steps: Sequence[str]) -> Count:
    """Return the right count of a program that is given as steps."""
    new, lines = new_and_stars("\n".join(STEPS[step] for step in steps))
    return {"new": new, "all": new + 1, "lines": lines}


def slips(steps: Sequence[str]) -> dict[str, Count]:
    """Return how common mistakes show on a program, under their names."""
    right = counted(steps)
    kinds = [step for step in steps if step != "print"]
    endless = counted(["fork" if step != "print" else step for step in steps])
    prints = len(steps) - len(kinds)
    wrong = {
        "counted-the-first": {**right, "new": right["all"]},
        "first-one-forgotten": {**right, "all": right["new"]},
        "ended-ones-fork-on": endless,
        "one-child-per-fork": _linear(steps),
        "printed-once": {**right, "lines": prints},
        "all-print-everything": {**right, "lines": prints * right["all"]},
    }
    return {slug: count for slug, count in wrong.items() if count != right}


def _linear(steps: Sequence[str]) -> Count:
    """Count as if only the first process forked."""
    new, running, lines = 0, 1, 0
    for step in steps:
        if step == "print":
            lines += running
        else:
            new += 1
            running += step == "fork"
    return {"new": new, "all": new + 1, "lines": lines}

"""What a check found: counts for machines, problems for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# In the order in which a report shows them. Each is [how many are as they should be, of how many].
COUNTS = (
    "cells_canonical",
    "style_rules",
    "cells_executing",
    "nbval",
    "release_fresh",
    "starters_failing",
    "solutions_passing",
    "alternatives_passing",
    "mutants_caught",
)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: which check says so, where, what it is, what to do."""

    check: str
    where: str
    says: str
    do: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the problem as plain data."""
        return {"check": self.check, "where": self.where, "says": self.says, "do": self.do}


@dataclass
class Report:
    """What came of one lesson."""

    lesson: str
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    left_running: int = 0
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return (
            not self.problems
            and not self.left_running
            and all(good == total for good, total in self.counts.values())
        )

    def count(self, name: str, good: int, total: int) -> None:
        """Add to one of the counts."""
        before = self.counts.get(name, (0, 0))
        self.counts[name] = (before[0] + good, before[1] + total)

    def add(self, name: str, total: int, problems: list[Problem]) -> None:
        """Count `total` things of which those named in `problems` are wrong."""
        wrong = len({problem.where for problem in problems})
        self.count(name, max(0, total - wrong), total)
        self.problems += problems

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "lesson": self.lesson,
            "ok": self.ok,
            **{name: list(self.counts[name]) for name in COUNTS if name in self.counts},
            "left_running": self.left_running,
            "seconds": round(self.seconds, 1),
            "problems": [problem.to_json() for problem in self.problems],
        }

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Report:
        """Read back what `to_json` wrote."""
        return cls(
            found["lesson"],
            {name: (found[name][0], found[name][1]) for name in COUNTS if name in found},
            found["left_running"],
            [Problem(**problem) for problem in found["problems"]],
            found["seconds"],
        )

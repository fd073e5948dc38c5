"""What the test cells of a notebook call: run a student's module, and say what came of it.

A student's code never runs in the process that judges it. `student(NAME)` sends the module to a
runner, a fresh process that makes each call in a child of its own, and returns an `Outcome`;
the outcome's `expect_…` methods raise one clear failure each; `check` collects them on a card.
"""

from __future__ import annotations

from course.checks.check import check
from course.checks.failure import CheckFailure
from course.checks.mistakes import Mistake
from course.checks.outcome import Outcome, ProcessEvidence, Raised
from course.checks.session import Student, seed, student
from course.checks.values import Unportable, ref

__all__ = [
    "CheckFailure",
    "Mistake",
    "Outcome",
    "ProcessEvidence",
    "Raised",
    "Student",
    "Unportable",
    "check",
    "ref",
    "seed",
    "student",
]

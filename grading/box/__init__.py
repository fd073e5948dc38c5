"""Where a runner of student code lives: bubblewrap and limits on Linux, less elsewhere.

`probe()` says how well this machine protects, and why; `Box` is the protection.
"""

from __future__ import annotations

from grading.box.box import Box, Report, TooWeak
from grading.box.levels import Level, Protection, probe
from grading.box.limits import Limits
from grading.box.nursery import Nursery, NurseryLost
from grading.box.records import sweep

__all__ = [
    "Box",
    "Level",
    "Limits",
    "Nursery",
    "NurseryLost",
    "Protection",
    "Report",
    "TooWeak",
    "probe",
    "sweep",
]

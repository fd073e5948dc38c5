"""Take points off work that came late: so much for each day that was begun after a grace period."""

from __future__ import annotations

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

DAY = 24 * 60 * 60


class LatePenalty(LateSubmissionPlugin):  # type: ignore[misc]
    """A share of the score per begun day; never more than ``most``."""

    per_day = Float(0.10, help="Share of the score that each begun day costs.").tag(config=True)
    grace_hours = Float(1.0, help="Hours after the due date that cost nothing.").tag(config=True)
    most = Float(0.50, help="The largest share that lateness can cost.").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float:
        """Return the points to take off a notebook that scored ``score``."""
        return score * late_share(total_seconds_late, self.per_day, self.grace_hours, self.most)


def late_share(seconds: float, per_day: float, grace_hours: float, most: float) -> float:
    """Return the share of the score that ``seconds`` of lateness cost, between 0 and ``most``."""
    counted = seconds - grace_hours * 3600
    if counted <= 0:
        return 0.0
    return min(most, per_day * math.ceil(counted / DAY))

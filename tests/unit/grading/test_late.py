"""The late penalty."""

from __future__ import annotations

import pytest

from grading.late import LatePenalty, late_share

HOUR = 3600.0


@pytest.mark.parametrize(
    ("hours", "share"),
    [(0, 0), (1, 0), (1.01, 0.1), (24.9, 0.1), (25.1, 0.2), (72, 0.3), (1000, 0.5)],
)
def test_each_day_begun_after_the_grace_period_costs_a_share(hours: float, share: float) -> None:
    assert late_share(hours * HOUR, 0.1, 1, 0.5) == pytest.approx(share)


def test_the_penalty_is_taken_from_the_score_earned() -> None:
    plugin = LatePenalty()
    assert plugin.late_submission_penalty("ada", 8.0, 26 * HOUR) == pytest.approx(1.6)

"""The figures of the class report, against small classes worked out by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from grading.report_items import correlation, distribution, items, times
from grading.report_words import difficulty, discrimination


def test_a_distribution_worked_out_by_hand() -> None:
    # Sum 30, mean 6; squares of the deviations 16 + 4 + 0 + 4 + 16 = 40; 40 / (5 - 1) = 10.
    found = distribution([10, 2, 6, 8, 4], 10)
    assert found is not None
    assert (found.mean, found.median, found.quartiles) == (6, 6, (4, 8))
    assert found.deviation == pytest.approx(10**0.5)
    assert found.bins == (0, 0, 1, 0, 1, 0, 1, 0, 1, 1)
    assert found.says == (
        "5 submissions: mean 6.0, median 6 of 10 points; from 2 to 10, the middle half from 4 "
        "to 8; standard deviation 3.2."
    )


def test_a_bin_begins_at_its_tenth_and_the_last_holds_full_marks() -> None:
    found = distribution([0, 2.1, 0.3 * 7, 2.0999, 3], 3)
    assert found is not None
    # 0 of 3; 2.1 of 3 is seven tenths, even where 2.1 / 3 is 0.7000000000000001 or less.
    assert found.bins == (1, 0, 0, 0, 0, 0, 0, 3, 0, 1)


def test_a_score_beyond_the_points_is_not_lost() -> None:
    found = distribution([-1, 11, 5], 10)
    assert found is not None
    assert sum(found.bins) == 3


def test_without_a_spread_the_words_say_so() -> None:
    assert distribution([], 10) is None
    one, same = distribution([7], 10), distribution([7, 7, 7], 10)
    assert one is not None
    assert same is not None
    assert one.says == "One submission, with 7 of 10 points: one is no distribution."
    assert one.deviation is None
    assert same.says == "All 3 have 7 of 10 points."


CLASS = [
    # The rest of "a" is b + c: 4, 3, 2, 1, 0.
    {"a": 2.0, "b": 2.0, "c": 2.0},
    {"a": 2.0, "b": 2.0, "c": 1.0},
    {"a": 1.0, "b": 1.0, "c": 1.0},
    {"a": 0.0, "b": 1.0, "c": 0.0},
    {"a": 0.0, "b": 0.0, "c": 0.0},
]


def test_difficulty_and_discrimination_worked_out_by_hand() -> None:
    a, b, c = items({"a": 2.0, "b": 2.0, "c": 4.0}, CLASS)
    assert (a.share, b.share, c.share) == (5 / 10, 6 / 10, 4 / 20)
    assert (a.difficulty, c.difficulty) == ("medium", "hard")
    # a: 2 2 1 0 0, mean 1; rest: 4 3 2 1 0, mean 2. Products of deviations: 2 + 1 + 0 + 1 + 2 = 6;
    # squares: 4 and 10. 6 / sqrt(40).
    assert a.correlation == pytest.approx(6 / 40**0.5)
    assert a.says.startswith("separates well")
    # b: 2 2 1 1 0, mean 6/5; rest a + c: 4 3 2 0 0, mean 9/5. Products: 14 + 2 - 54/5 = 26/5;
    # squares: 10 - 36/5 = 14/5 and 29 - 81/5 = 64/5.
    assert b.correlation == pytest.approx(5.2 / (2.8 * 12.8) ** 0.5)


def test_the_exercise_itself_is_no_part_of_the_rest() -> None:
    # "a" swings by 100 against the rest: with itself counted, it would seem to go with it.
    scores = [{"a": 100.0 * (n % 2), "b": 1.0 - n % 2} for n in range(6)]
    item = items({"a": 100.0, "b": 1.0}, scores)[0]
    assert item.correlation == pytest.approx(-1)
    assert item.says.startswith("goes against the rest")


@pytest.mark.parametrize(
    ("own", "rest", "says"),
    [
        ([], [], "nobody was graded"),
        ([1], [1], "too few to say (1 graded, 5 are needed)"),
        ([1, 0], [1, 0], "too few to say (2 graded, 5 are needed)"),
        ([1, 0, 1, 0, 1], None, "there is no other exercise to compare with"),
        ([1] * 5, [1, 2, 3, 4, 5], "everybody got the same here"),
        ([1, 2, 3, 4, 5], [1] * 5, "everybody got the same on the rest"),
    ],
)
def test_where_a_correlation_has_no_meaning_the_words_say_why(
    own: list[float], rest: list[float] | None, says: str
) -> None:
    assert correlation(own, rest) == (None, says)


def test_a_rest_that_differs_only_by_rounding_is_the_same() -> None:
    scores = [{"a": n, "b": 0.1 + 0.2, "c": 0.0} for n in (1.0, 2.0, 3.0)]
    scores += [{"a": n, "b": 0.3, "c": 0.0} for n in (4.0, 5.0)]
    assert items({"a": 5, "b": 1, "c": 1}, scores)[0].says == "everybody got the same on the rest"


def test_nobody_graded_leaves_no_difficulty() -> None:
    (item,) = items({"a": 2.0}, [])
    assert (item.share, item.difficulty, item.correlation) == (None, "", None)


def test_figures_have_words() -> None:
    shares = (1, 0.9, 0.7, 0.4, 0.2, 0.1)
    words = ["very easy", "very easy", "easy", "medium", "hard", "very hard"]
    assert [difficulty(share) for share in shares] == words
    said = [discrimination(value).split()[0:2] for value in (0.4, 0.2, 0.0, -0.01)]
    assert [" ".join(two) for two in said] == [
        "separates well:",
        "separates somewhat",
        "hardly separates:",
        "goes against",
    ]


def test_times_are_counted_before_and_after_the_end() -> None:
    due = datetime(2031, 3, 3, 12)
    before = [4 * 24, 3 * 24, 25, 24, 2, 1, 0, -0.001, -48]
    found = times(due, [due - timedelta(hours=hours) for hours in before])
    assert found == {
        "more than three days before": 1,
        "one to three days before": 2,
        "on the last day": 2,
        "in the last hour": 2,
        "late": 2,
    }


def test_without_a_due_date_days_are_counted() -> None:
    moments = [datetime(2031, 3, day, 23) for day in (4, 3, 4)]
    assert times(None, moments) == {"2031-03-03": 1, "2031-03-04": 2}
    assert times(None, []) == {}

"""One check: a test cell's behaviour under a title, with a card that says how it went."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from course.checks import cards, session
from course.checks.failure import CheckFailure, Explanation
from course.checks.mistakes import mistake
from course.checks.proof import collecting


@contextlib.contextmanager
def check(title: str, *, needs: str | Sequence[str] = (), hint: str = "") -> Iterator[None]:
    """Check one behaviour and show one card.

    Args:
        title: the behaviour, as a sentence: "greet_all keeps the order of the names".
        needs: titles of earlier checks without which this one says nothing new.
        hint: one nudge, shown only when the check fails.

    Raises:
        CheckFailure: if an expectation inside was not met, or an earlier check has failed.
    """
    backend = session.current()
    with collecting() as proven:
        try:
            for earlier in [needs] if isinstance(needs, str) else needs:
                if backend.passed.get(earlier) is False:
                    raise CheckFailure(_builds_on(earlier))
            yield
        except CheckFailure as failure:
            failure.title = title
            backend.note(title, False)
            backend.show(cards.failed(title, failure.explanation, proven, hint))
            raise
        except Exception as error:
            backend.note(title, False)
            broken = CheckFailure(_broken(error), title)
            backend.show(cards.failed(title, broken.explanation, proven))
            raise broken from error
        backend.note(title, True)
        backend.show(cards.passed(title, proven))


def _builds_on(earlier: str) -> Explanation:
    known = mistake("needs-earlier")
    return Explanation(
        got=f"the check “{earlier}” does not pass yet",
        looks_like=known.says,
        help=known.help,
        diagnosis="needs-earlier",
    )


def _broken(error: Exception) -> Explanation:
    known = mistake("judge-failed")
    return Explanation(
        got=f"{type(error).__name__}: {error}",
        looks_like=known.says,
        help=known.help,
        diagnosis="judge-failed",
    )

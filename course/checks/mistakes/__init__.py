"""Known mistakes, each under a slug, one module for each lesson.

A diagnosis is a slug; what it says to the student stands here and nowhere else, so that cards,
feedback and the class report all use the same sentence.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Mistake:
    """Describe one misconception: `says` names it in a sentence, `help` says what to do next."""

    says: str
    help: str


@cache
def catalogue() -> dict[str, Mistake]:
    """Return every known mistake by its slug.

    Raises:
        ValueError: if two lessons use one slug for different mistakes.
    """
    found: dict[str, Mistake] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for slug, mistake in module.MISTAKES.items():
            if slug in found and found[slug] != mistake:
                raise ValueError(f"the mistake {slug!r} is described twice; rename one of them")
            found[slug] = mistake
    return found


def mistake(slug: str) -> Mistake:
    """Look up a mistake.

    Raises:
        KeyError: if no lesson describes it.
    """
    try:
        return catalogue()[slug]
    except KeyError:
        raise KeyError(
            f"no mistake is called {slug!r}: describe it in course/checks/mistakes/"
        ) from None

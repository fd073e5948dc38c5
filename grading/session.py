"""What checks find around them in the judge's worker, in the place of a notebook."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from course.checks.client import Launch, Runner
from course.checks.session import Backend, use


@dataclass
class JudgeBackend(Backend):
    """Serve a submission's modules through one warm runner, and keep the cards.

    Args:
        modules: the sources of the submission's modules by name.
        runner: who runs them; restarted by itself after a loss.
    """

    modules: Mapping[str, str] = field(default_factory=dict)
    runner: Runner = field(default_factory=Runner)
    cards: list[dict[str, Any]] = field(default_factory=list)

    def sources(self) -> Mapping[str, str]:
        """Return the submission's modules."""
        return self.modules

    def call(self, modules: Mapping[str, str], request: dict[str, Any]) -> dict[str, Any]:
        """Make one call; each has a process of its own inside the runner."""
        return self.runner.call(modules, request)

    def show(self, bundle: dict[str, Any]) -> None:
        """Keep a card for the verdict."""
        self.cards.append(bundle)

    def take_cards(self) -> list[dict[str, Any]]:
        """Hand over the cards shown since the last time."""
        taken, self.cards = self.cards, []
        return taken


@contextlib.contextmanager
def opened(
    modules: Mapping[str, str], start_method: str, launch: str | None, passed: dict[str, bool]
) -> Iterator[JudgeBackend]:
    """Let the checks work on a submission for a while; its runner is gone afterwards.

    ``launch`` is "module:function", or None for an ordinary process; ``passed`` what the earlier
    checks of the submission came to, if they ran in another worker.
    """
    runner = Runner(find_launch(launch)) if launch else Runner()
    with runner, use(JudgeBackend(start_method=start_method, modules=modules, runner=runner)) as b:
        b.passed.update(passed)
        yield cast(JudgeBackend, b)


def find_launch(name: str) -> Launch:
    """Import the function "module:function" that starts a runner."""
    module, _, function = name.partition(":")
    return cast(Launch, getattr(importlib.import_module(module), function))

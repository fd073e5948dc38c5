"""What checks find around them in the judge's worker, in the place of a notebook."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from course.checks.client import Launch, Runner, RunnerLost
from course.checks.session import Backend, use

if TYPE_CHECKING:
    from grading.box import Box, Nursery

#: How long a box may be open: the deadlines of the cells come first.
BOX_SECONDS = 900.0
#: Ways to ask for a box: none, the best there is, or at least so much.
BOXES = ("off", "any", "strong", "full")

ACCEPT_WEAK = (
    'To accept less, set c.Judge.box = "any" in nbgrader_config.py, or give `course grade` the '
    "option --allow-weak-box. docs/threat-model.md says what a weak box leaves open."
)

_ENDED = {
    "memory": "it used more memory than one submission may have",
    "deadline": "it used more time than one submission may have",
}


class Place:
    """Where a submission's modules run: one warm runner, in a box if one is asked for.

    Args:
        launch: "module:function" that starts a runner, like ``subprocess.Popen``; "" for that.
        box: one of BOXES; with a box, ``launch`` does not count.
        nursery: where a runner is forked from instead of started, if there is one.
    """

    def __init__(self, launch: str = "", box: str = "off", nursery: Nursery | None = None) -> None:
        self._launch = launch
        self._wanted = box
        self._nursery = nursery
        self._box: Box | None = None
        self._runner: Runner | None = None
        self._stack = contextlib.ExitStack()
        #: How well the box protects: "off", "weak", "strong" or "full".
        self.level = "off"

    def call(self, modules: Mapping[str, str], request: dict[str, Any]) -> dict[str, Any]:
        """Make one call; after a loss the next call finds a fresh runner."""
        runner = self._runner or self.open()
        try:
            return runner.call(modules, request)
        except (RunnerLost, OSError) as loss:
            why = _ENDED.get(self._box.ended_for if self._box else "", "")
            self.close()
            raise RunnerLost(why or str(loss)) from None

    def close(self) -> None:
        """End the runner and take down its box."""
        self._stack.close()
        self._runner = self._box = None

    def open(self) -> Runner:
        """Start the runner in its box; raise what the box raises where it cannot be had."""
        if self._wanted == "off":
            self._runner = Runner(find_launch(self._launch)) if self._launch else Runner()
        else:
            from grading.box import Box, Level, Limits, TooWeak

            least = {"any": Level.WEAK, "strong": Level.STRONG, "full": Level.FULL}[self._wanted]
            try:
                box = Box(
                    Limits(seconds=BOX_SECONDS),
                    allow_weak=self._wanted == "any",
                    at_least=least,
                    nursery=self._nursery,
                )
            except TooWeak as error:
                raise TooWeak(f"{error}\n{ACCEPT_WEAK}") from None
            self._box = self._stack.enter_context(box)
            self.level = box.level.name.lower()
            self._runner = Runner(box.launch)
        return self._stack.enter_context(self._runner)


@dataclass
class JudgeBackend(Backend):
    """Serve a submission's modules, and keep the cards.

    Args:
        modules: the sources of the submission's modules by name.
        place: where they run.
    """

    modules: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    cards: list[dict[str, Any]] = field(default_factory=list)

    def sources(self) -> Mapping[str, str]:
        """Return the submission's modules."""
        return self.modules

    def call(self, modules: Mapping[str, str], request: dict[str, Any]) -> dict[str, Any]:
        """Make one call; each has a process of its own inside the runner."""
        return self.place.call(modules, request)

    def show(self, bundle: dict[str, Any]) -> None:
        """Keep a card for the verdict."""
        self.cards.append(bundle)

    def take_cards(self) -> list[dict[str, Any]]:
        """Hand over the cards shown since the last time."""
        taken, self.cards = self.cards, []
        return taken


@contextlib.contextmanager
def opened(
    modules: Mapping[str, str],
    start_method: str,
    passed: Mapping[str, bool],
    launch: str = "",
    box: str = "off",
    nursery: Nursery | None = None,
) -> Iterator[JudgeBackend]:
    """Let the checks work on a submission for a while; its runner is gone afterwards.

    ``passed`` is what earlier checks of the submission came to, if they ran in another worker.
    """
    place = Place(launch, box, nursery)
    backend = JudgeBackend(start_method=start_method, modules=modules, place=place)
    backend.passed.update(passed)
    with contextlib.closing(place), use(backend):
        place.open()  # now: a box that cannot be had is not the first check's failure
        yield backend


def find_launch(name: str) -> Launch:
    """Import the function "module:function" that starts a runner."""
    module, _, function = name.partition(":")
    return cast(Launch, getattr(importlib.import_module(module), function))

"""What a problem asks, and how an answer is worked out from a trace and compared."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from course.scheduling.policies import MLFQ
from course.scheduling.times import LONGEST, Time, show
from course.scheduling.trace import Trace

PER_JOB = ("completion", "turnaround", "waiting", "response")
MEANS = ("turnaround", "waiting", "response")


@dataclass(frozen=True)
class Question:
    """One question; `about` is a metric or a topic, `of` the job or the time it asks about."""

    key: str
    text: str
    about: str
    of: str | Time | None = None


def questions(draw: random.Random, trace: Trace) -> Iterator[Question]:
    names = trace.workload.names
    for about in PER_JOB:
        name = draw.choice(names)
        text = f"What is the {about} time of {name}?"
        yield Question(f"{about}-{name}", text, about, name)
    for about in MEANS:
        text = f"What is the mean {about} time of all jobs (two decimals will do)?"
        yield Question(f"mean-{about}", text, about)
    yield Question("order", "In what order do the jobs finish? Give the names in a list.", "order")
    moment = draw.choice([each for each in trace.slices if each.length and each.cpu == 0])
    where = "" if trace.cpus == 1 else " on CPU 0"
    text = f"Which job runs{where} just after time {show(moment.start)}?"
    yield Question(f"runs-at-{show(moment.start)}", text, "runs", moment.start)
    yield Question(
        "switches", "How often does a CPU go from one job to a different one?", "switches"
    )
    if isinstance(trace.policy, MLFQ):
        lowest = max(trace.slices, key=lambda each: each.level)
        text = f"What is the number of the lowest queue in which {lowest.name} runs (1 is the top)?"
        yield Question(f"queue-{lowest.name}", text, "queue", lowest.name)


def work_out(trace: Trace, question: Question) -> Any:
    """Work the answer out."""
    metrics = trace.metrics()
    if question.about in PER_JOB:
        if question.of is None:
            return getattr(metrics, f"mean_{question.about}")
        return getattr(trace.jobs[str(question.of)], question.about)
    if question.about == "order":
        return trace.completion_order
    if question.about == "runs":
        running = None if isinstance(question.of, str | None) else trace.at(question.of)
        return "" if running is None else running.name
    if question.about == "queue":
        return 1 + max(each.level for each in trace.slices if each.name == question.of)
    return metrics.switches


def wrong_kind(answer: Any, expected: Any) -> str | None:
    """Say what kind of answer is wanted, if this is another kind."""
    if isinstance(expected, str):
        return None if isinstance(answer, str) else "Give the name of a job, such as 'A'."
    if isinstance(expected, tuple):
        names = isinstance(answer, Sequence) and all(isinstance(each, str) for each in answer)
        return None if names else "Give the names in order, such as ['B', 'A']."
    number = isinstance(answer, int | float | Fraction) and not isinstance(answer, bool)
    usable = number and -LONGEST <= answer <= LONGEST  # nan is not
    return None if usable else "Give a number."


def same(answer: Any, expected: Any) -> bool:
    """Compare two answers; means may be rounded to two decimals."""
    if isinstance(expected, tuple):
        return tuple(answer) == expected
    if isinstance(expected, str):
        return bool(answer.strip() == expected)
    return math.isclose(
        answer, expected, rel_tol=1e-9, abs_tol=0.0051 if isinstance(expected, float) else 0
    )


def show_answer(answer: Any) -> str:
    """Write an answer for the worked solution."""
    if isinstance(answer, tuple):
        return ", ".join(answer)
    return f"{answer:.4g}" if isinstance(answer, float) else str(answer)

"""Problem sets from a seed: a workload, questions, and a check that works the answer out again.

No answer is kept anywhere. To check one, the workload is simulated once more; a wrong answer is
compared with what common slips would give (another metric, the other rule for ties).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from course.scheduling.jobs import Job, Workload
from course.scheduling.policies import FCFS, MLFQ, RR, SJF, SRTF, Policy, Priority, SliceTie
from course.scheduling.questions import (
    MEANS,
    PER_JOB,
    Question,
    questions,
    same,
    show_answer,
    work_out,
    wrong_kind,
)
from course.scheduling.simulation import simulate
from course.scheduling.times import Time, checked_count, show
from course.scheduling.trace import Trace

MAKERS: dict[str, Callable[[random.Random], Policy]] = {
    "FCFS": lambda _: FCFS(),
    "SJF": lambda _: SJF(),
    "SRTF": lambda _: SRTF(),
    "Priority": lambda draw: Priority(preemptive=draw.random() < 0.5),
    "RR": lambda draw: RR(draw.randint(2, 4), draw.choice(("arrivals first", "preempted first"))),
    "MLFQ": lambda draw: MLFQ(draw.choice(((1, 2, 4), (2, 4, 8)))),
}


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and a sentence on it; `slip` names a recognised slip."""

    right: bool
    says: str
    slip: str | None = None


@dataclass(frozen=True)
class Problem:
    """A workload, a policy and questions about them."""

    policy: Policy
    seed: int
    workload: Workload
    cpus: int
    switch_cost: Time
    questions: tuple[Question, ...]

    def text(self) -> str:
        """Return the whole problem in Markdown."""
        priorities = any(job.priority for job in self.workload)
        head = ["job", "arrival", "bursts", *(["priority"] if priorities else [])]
        table = [head, ["---"] * len(head)]
        for job in self.workload:
            bursts = ", ".join(
                f"{'I/O' if at % 2 else 'CPU'} {show(burst)}" for at, burst in enumerate(job.bursts)
            )
            row = [job.name, show(job.arrival), bursts]
            table.append(row + ([str(job.priority)] if priorities else []))
        setting = [f"Policy: {self.policy}. {self.policy.rule}"]
        if priorities:
            setting.append("A smaller priority number is more urgent.")
        if self.cpus > 1:
            setting.append(
                f"There are {self.cpus} CPUs; an idle one with the smallest number goes first."
            )
        if self.switch_cost:
            setting.append(
                f"Going from one job to another costs {show(self.switch_cost)}; "
                "the first dispatch on a CPU is free."
            )
        rows = "\n".join(f"| {' | '.join(row)} |" for row in table)
        asked = "\n".join(f"- `{each.key}`: {each.text}" for each in self.questions)
        return f"{' '.join(setting)}\n\n{rows}\n\n{asked}"

    def check(self, key: str, answer: object) -> Verdict:
        """Check an answer: a number, a name, or the names in order."""
        question = self._question(key)
        expected = work_out(self._trace(), question)
        if (advice := wrong_kind(answer, expected)) is not None:
            return Verdict(False, advice)
        if same(answer, expected):
            return Verdict(True, "Right.")
        for slip, says, value in self._slips(question):
            if not same(value, expected) and same(answer, value):
                return Verdict(False, f"Not yet. {says}", slip)
        return Verdict(False, "Not yet. Draw the Gantt chart and read the rule for ties once more.")

    def solution(self) -> str:
        """Return a worked solution in Markdown: every decision, the chart, every answer."""
        trace = self._trace()
        steps = "\n".join(f"{at}. {line}" for at, line in enumerate(trace.story(), start=1))
        answers = "\n".join(
            f"- `{each.key}`: {show_answer(work_out(trace, each))}" for each in self.questions
        )
        return f"{steps}\n\n```text\n{trace.gantt()}\n```\n\n{trace.markdown()}\n\n{answers}"

    def _question(self, key: str) -> Question:
        for each in self.questions:
            if each.key == key:
                return each
        keys = ", ".join(each.key for each in self.questions)
        raise KeyError(f"there is no question {key!r}; the questions are {keys}")

    def _trace(self, policy: Policy | None = None) -> Trace:
        return simulate(
            self.workload, policy or self.policy, cpus=self.cpus, switch_cost=self.switch_cost
        )

    def _slips(self, question: Question) -> Iterator[tuple[str, str, object]]:
        """Yield what common slips would answer: (name, sentence, value)."""
        trace = self._trace()
        mean = question.key.startswith("mean-")
        for other in MEANS if mean else PER_JOB:
            if question.about in PER_JOB and other != question.about:
                value = work_out(trace, replace(question, about=other))
                yield f"{other}-given", f"That is the {other} time; read what is asked.", value
        if isinstance(self.policy, RR | MLFQ):
            swap: SliceTie = "arrivals first" if self.policy.preempted_first else "preempted first"
            swapped = replace(self.policy, tie=swap)
            says = "That is the answer under the other rule for ties."
            yield "other-tie-rule", says, work_out(self._trace(swapped), question)
        for policy in (FCFS(), SJF(), SRTF()):
            if type(policy) is not type(self.policy):
                says = f"That is the answer under {policy}."
                slip = f"{policy.title.lower()}-instead"
                yield slip, says, work_out(self._trace(policy), question)
        if question.about == "order":
            backwards = tuple(reversed(trace.completion_order))
            yield "backwards", "The order is right, read backwards.", backwards


def problem(
    policy: Policy | str,
    seed: int,
    *,
    jobs: int = 4,
    io: bool = False,
    cpus: int = 1,
    switch_cost: Time = 0,
) -> Problem:
    """Make the problem set that belongs to a policy and a seed.

    `policy` is a policy, or the name of one: FCFS, SJF, SRTF, Priority, RR, MLFQ; its parameters
    then follow from the seed.
    """
    checked_count(seed, "the seed", least=0, most=2**63)
    checked_count(jobs, "jobs", least=2, most=12)
    if isinstance(policy, str) and policy not in MAKERS:
        raise ValueError(f"there is no policy {policy!r}; choose one of {', '.join(MAKERS)}")
    name = policy if isinstance(policy, str) else policy.title
    draw = random.Random(f"{name} {seed}")  # a text seeds alike on every system
    chosen = MAKERS[policy](draw) if isinstance(policy, str) else policy
    for _ in range(20):  # look for one in which the policy matters; a huge quantum finds none
        workload = _draw_workload(draw, jobs, io, isinstance(chosen, Priority))
        trace = simulate(workload, chosen, cpus=cpus, switch_cost=switch_cost)
        plain = simulate(workload, FCFS(), cpus=cpus, switch_cost=switch_cost)
        waits, changes = trace.metrics().mean_waiting > 0, trace.run.done != plain.run.done
        if waits and (changes or isinstance(chosen, FCFS)):
            break
    asked = tuple(questions(draw, trace))
    return Problem(chosen, seed, workload, cpus, switch_cost, asked)


def _draw_workload(draw: random.Random, jobs: int, io: bool, priorities: bool) -> Workload:
    drawn = []
    for at in range(jobs):
        bursts = [draw.randint(1, 8)]
        if io and draw.random() < 0.6:
            bursts = [draw.randint(1, 4), draw.randint(1, 6), draw.randint(1, 4)]
        priority = draw.randint(1, 4) if priorities else 0
        arrival = draw.randint(0, jobs + 2)
        drawn.append(Job("ABCDEFGHIJKL"[at], arrival, bursts, priority))
    return Workload(drawn)

"""`StateDiagram`: the five states, the legal moves, and jobs that make them step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course.scheduling import RR, Job, Policy, Trace, simulate
from course.scheduling.times import show
from course.scheduling.workloads import random_workload
from course.widgets.drawing import picture, width_of
from course.widgets.flipbook import Flipbook
from course.widgets.lanes import Bar, Lane, Scene
from course.widgets.pages import Page, choice
from course.widgets.state_moves import Move, Phase, moves
from course.widgets.state_picture import BOTTOM, PAINTS, TOKENS, Token, draw_states


class StateDiagram(Flipbook):
    """Show the states of jobs step by step, one move at a time.

    `scenario` is a workload (with I/O, so that there is something to wait for), run under `policy`
    (round robin with a slice of 3 if None), or the trace of a run. Without a scenario there are
    three to choose from.
    """

    def __init__(
        self, scenario: Iterable[Job] | Trace | None = None, policy: Policy | None = None
    ) -> None:
        if scenario is None:
            traces = {name: simulate(jobs, policy or RR(3)) for name, jobs in scenarios().items()}
        elif isinstance(scenario, Trace):
            traces = {"yours": scenario}
        else:
            traces = {"yours": simulate(scenario, policy or RR(3))}
        only = next(iter(traces.values()))
        super().__init__(
            state_pages if len(traces) > 1 else state_pages(only),
            title="States of processes",
            about="Each arrow is a legal move. No arrow leads from blocked to running.",
            head=("process", "state", "since", "because"),
            controls=[choice("trace", "Scenario", traces)] if len(traces) > 1 else (),
        )


def scenarios() -> dict[str, Iterable[Job]]:
    """Return three workloads with I/O."""
    return {
        "two with I/O, one without": [
            Job("A", 0, (2, 4, 2)),
            Job("B", 1, 5),
            Job("C", 2, (1, 3, 1)),
        ],
        "an editor and a computation": [Job("edit", 0, (1, 3, 1, 3, 1)), Job("sum", 0, 8)],
        "drawn by chance": random_workload(4, 11, longest=4, gap=3, io_bursts=1),
    }


def state_pages(trace: Trace) -> list[Page]:
    """Return a page for the beginning and one for each move of a run."""
    made = moves(trace)
    return [page_after(made[:step], made, trace) for step in range(len(made) + 1)]


def page_after(past: Sequence[Move], made: Sequence[Move], trace: Trace) -> Page:
    """Return the page that shows where everyone is after some moves."""
    names = trace.workload.names
    last = past[-1] if past else None
    first, end = float(made[0].time), float(made[-1].time)
    now = float(last.time) if last else first
    words = sentence(last) if last else beginning(trace)
    inside = {
        phase: [
            Token(name, TOKENS[names.index(name) % len(TOKENS)]) for name in who(names, past, phase)
        ]
        for phase in Phase
    }
    diagram = draw_states(inside, (last.source, last.target) if last else None)
    lanes = [Lane(name, tuple(stays(name, past, now))) for name in names]
    left = max(62.0, *(1.1 * width_of(name) + 12 for name in names))
    scene = Scene(lanes, first, end, top=BOTTOM + 14, left=left, row=26, bar=20)
    svg = picture(scene.top + scene.height, words, *diagram, *scene.draw(now))
    return Page(svg, words, tuple(row_of(name, past) for name in names))


def beginning(trace: Trace) -> str:
    """Say what is about to happen."""
    count = len(trace.workload)
    cpus = "one CPU" if trace.cpus == 1 else f"{trace.cpus} CPUs"
    return f"{count} processes will come and share {cpus}. The scheduler is {trace.policy}."


def sentence(move: Move) -> str:
    """Say what one move is, and why."""
    when = f"At {show(move.time)}, {move.name}"
    if move.source is None:
        return f"{when} is created: {move.cause}."
    more = ""
    if move.target is Phase.BLOCKED:
        more = " Even a free CPU would be of no use to it now."
    elif move.source is Phase.BLOCKED:
        more = " It does not run yet: it queues for the CPU as every ready process does."
    return f"{when} goes from {move.source} to {move.target}: {move.cause}.{more}"


def row_of(name: str, past: Sequence[Move]) -> tuple[str, ...]:
    """Return the row of one process in the table."""
    own = [move for move in past if move.name == name]
    if not own:
        return (name, "not there yet", "–", "–")
    return (name, own[-1].target, show(own[-1].time), own[-1].cause)


def stays(name: str, past: Sequence[Move], now: float) -> list[Bar]:
    """Return for how long one process was ready, running and blocked."""
    own = [move for move in past if move.name == name]
    ends = [*(float(move.time) for move in own[1:]), now]
    return [
        Bar(float(move.time), end, move.target, PAINTS[move.target])
        for move, end in zip(own, ends, strict=False)
        if end > float(move.time) and move.target is not Phase.ENDED
    ]


def who(names: Sequence[str], past: Sequence[Move], phase: Phase) -> list[str]:
    """Return who is in a phase, in the order of coming there."""
    where = {move.name: (number, move.target) for number, move in enumerate(past)}
    here = [name for name in names if name in where and where[name][1] is phase]
    return sorted(here, key=lambda name: where[name][0])
